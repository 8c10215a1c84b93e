//! `/api/docs`: the operations of the API as a page. The known viewers of OpenAPI descriptions are scripts from elsewhere;
//! this is a list that reads without any.

use app::view::{ApiDocs, ApiOperation};
use axum::{extract::State, http::StatusCode, response::Response};
use serde_json::Value;

use crate::web::{html, state::App};

/// The page.
pub async fn page(State(app): State<App>) -> Response {
    let api = serde_json::to_value(super::description()).unwrap_or_default();
    let page = ApiDocs { operations: operations(&api) };
    html::private(StatusCode::OK, app::pages::api_docs(&html::chrome(&app, "/api/docs", None), &page))
}

fn operations(api: &Value) -> Vec<ApiOperation> {
    let mut all = Vec::new();
    for (path, methods) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
            all.push(ApiOperation {
                group: operation["tags"][0].as_str().unwrap_or_default().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text("summary"),
            });
        }
    }
    all
}
