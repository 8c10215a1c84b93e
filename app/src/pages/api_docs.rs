//! What programs can do.

use leptos::prelude::*;

use super::parts::frame;
use crate::{
    shell::{Head, document},
    view::{ApiDocs, ApiOperation, Chrome},
};

/// The operations of the REST API, by what they are about.
#[must_use]
pub fn api_docs(chrome: &Chrome, page: &ApiDocs) -> String {
    let head =
        Head { title: "REST API", description: "What programs can do here.", frame: "public", ..Head::default() };
    document(chrome, &head, &[], || {
        let mut groups: Vec<&str> = page.operations.iter().map(|o| o.group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        let groups = groups.into_iter().map(|group| self::group(page, group)).collect_view();
        let main = view! {
            <main id="main" class="api">
                <h1>"REST API"</h1>
                <p class="lead">
                    "Send an API token from your "<a href="/studio/settings">"settings"</a>" as "
                    <code>"Authorization: Bearer …"</code>". Errors are problem details (RFC 9457). The whole description is "
                    <a href="/api/openapi.json">"openapi.json"</a>"."
                </p>
                {groups}
            </main>
        };
        frame::public(chrome, main.into_any())
    })
}

fn group(page: &ApiDocs, group: &str) -> AnyView {
    let row = |operation: &ApiOperation| {
        view! {
            <tr>
                <td><code>{operation.method.clone()}</code></td>
                <td><code>{operation.path.clone()}</code></td>
                <td>{operation.summary.clone()}</td>
            </tr>
        }
    };
    let rows = page.operations.iter().filter(|o| o.group == group).map(row).collect_view();
    let title = format!("api-{group}");
    view! {
        <section>
            <h2 id=title.clone()>{group.to_owned()}</h2>
            <div class="scroll" role="region" aria-labelledby=title tabindex="0">
                <table>
                    <thead>
                        <tr><th scope="col">"Method"</th><th scope="col">"Path"</th><th scope="col">"What it does"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
