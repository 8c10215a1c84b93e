//! Forms: label above, help below, errors at the field and summed up at the top; what was typed is never lost.

use leptos::prelude::*;

use super::icon::{self, icon};
use crate::{shell::escape, view::Form};

/// A line of text to be typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Field<'a> {
    /// Name in the form.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// One sentence of help; may be empty.
    pub help: &'static str,
    /// Type of the input; `text` where empty.
    pub kind: &'static str,
    /// What stands there, unless something was typed.
    pub value: &'a str,
    /// It must be filled in.
    pub required: bool,
    /// Autocomplete token; may be empty.
    pub autocomplete: &'static str,
    /// The longest text, in characters.
    pub max: Option<u32>,
    /// Id of a list of suggestions.
    pub list: Option<&'static str>,
}

/// What stands in a field: what was typed, else what is known.
pub fn value<'a>(form: &'a Form, name: &str, known: &'a str) -> &'a str {
    if form.values.iter().any(|(n, _)| n == name) { form.value(name) } else { known }
}

/// Ids of help and error, for `aria-describedby`.
fn described(form: &Form, name: &str, help: &str) -> Option<String> {
    match (help.is_empty(), form.error(name).is_some()) {
        (true, false) => None,
        (false, false) => Some(format!("help-{name}")),
        (true, true) => Some(format!("error-{name}")),
        (false, true) => Some(format!("error-{name} help-{name}")),
    }
}

/// Label, control, help and error of one field.
fn framed(
    form: &Form,
    name: &str,
    label: &'static str,
    optional: bool,
    help: &'static str,
    control: AnyView,
) -> AnyView {
    let wrong = form.error(name).is_some();
    let error = form.error(name).map(|message| {
        view! { <p class="field-error" id=format!("error-{name}")>{icon(icon::ALERT)}<span>{message.to_owned()}</span></p> }
    });
    let help = (!help.is_empty()).then(|| view! { <p class="help" id=format!("help-{name}")>{help}</p> });
    let optional = optional.then(|| view! { <span class="optional">"optional"</span> });
    view! {
        <div class="field" class:wrong=wrong>
            <label for=format!("field-{name}")>{label}{optional}</label>
            {control}
            {error}
            {help}
        </div>
    }
    .into_any()
}

/// A line of text.
pub fn line(form: &Form, field: Field<'_>) -> AnyView {
    let kind = if field.kind.is_empty() { "text" } else { field.kind };
    // A password is never written back into a page.
    let value = (kind != "password").then(|| value(form, field.name, field.value).to_owned());
    let number = (kind == "number").then_some("1");
    let control = view! {
        <input
            id=format!("field-{}", field.name)
            name=field.name
            type=kind
            value=value.filter(|v| !v.is_empty())
            min=number
            required=field.required
            maxlength=field.max
            list=field.list
            autocomplete=(!field.autocomplete.is_empty()).then_some(field.autocomplete)
            aria-describedby=described(form, field.name, field.help)
            aria-invalid=form.error(field.name).map(|_| "true")
        />
    }
    .into_any();
    framed(form, field.name, field.label, !field.required, field.help, control)
}

/// A text of several lines.
pub fn area(form: &Form, field: Field<'_>, rows: u32) -> AnyView {
    // The parser swallows one line break after the tag, so one is put there for it.
    let text = format!("\n{}", escape(value(form, field.name, field.value)));
    let control = view! {
        <textarea
            id=format!("field-{}", field.name)
            name=field.name
            rows=rows
            required=field.required
            maxlength=field.max
            aria-describedby=described(form, field.name, field.help)
            aria-invalid=form.error(field.name).map(|_| "true")
            inner_html=text
        ></textarea>
    }
    .into_any();
    framed(form, field.name, field.label, !field.required, field.help, control)
}

/// A choice; `options` is prepared HTML of option elements.
pub fn choice(form: &Form, field: Field<'_>, options: String) -> AnyView {
    let control = view! {
        <select
            id=format!("field-{}", field.name)
            name=field.name
            aria-describedby=described(form, field.name, field.help)
            aria-invalid=form.error(field.name).map(|_| "true")
            inner_html=options
        ></select>
    }
    .into_any();
    framed(form, field.name, field.label, !field.required, field.help, control)
}

/// A file to be sent.
pub fn file(form: &Form, field: Field<'_>, accept: &'static str) -> AnyView {
    let control = view! {
        <input
            id=format!("field-{}", field.name)
            name=field.name
            type="file"
            accept=accept
            required=field.required
            aria-describedby=described(form, field.name, field.help)
            aria-invalid=form.error(field.name).map(|_| "true")
        />
    }
    .into_any();
    framed(form, field.name, field.label, !field.required, field.help, control)
}

/// A value that travels with the form.
pub fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// All errors, each a link to its field; read out at once.
pub fn errors(form: &Form) -> Option<AnyView> {
    if form.errors.is_empty() {
        return None;
    }
    let title = match form.errors.len() {
        1 => "One thing needs another look".to_owned(),
        n => format!("{n} things need another look"),
    };
    let items = form
        .errors
        .iter()
        .map(|error| {
            let message = error.message.clone();
            if error.field.is_empty() {
                view! { <li>{message}</li> }.into_any()
            } else {
                view! { <li><a href=format!("#field-{}", error.field)>{message}</a></li> }.into_any()
            }
        })
        .collect::<Vec<_>>();
    Some(
        view! {
            <div class="alert alert-bad" role="alert">
                {icon(icon::ALERT)}
                <div>
                    <p class="alert-title">{title}</p>
                    <ul>{items}</ul>
                </div>
            </div>
        }
        .into_any(),
    )
}

/// The title of a page, which says first that something is wrong.
pub fn titled(form: &Form, title: &str) -> String {
    if form.errors.is_empty() { title.to_owned() } else { format!("Error: {title}") }
}
