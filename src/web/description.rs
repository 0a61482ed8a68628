//! The OpenAPI document: what every operation has in common is added here, from its method, its address and its scope.

use passerelle_domain::api_scope::ApiScope;
use utoipa::{
    OpenApi, PartialSchema as _, ToSchema as _,
    openapi::{
        ContentBuilder, HeaderBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem, Paths},
        schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{
    page::{MOST_ROWS, USUAL_ROWS},
    problem::Problem,
};

/// Under what every operation stands.
pub(crate) const ROOT: &str = "/api/v1";
/// The name of the answer that tells why a request was not carried out.
const PROBLEM: &str = "Problem";
/// The name of the scheme by which callers prove who they are.
const TOKEN: &str = "token";

#[derive(OpenApi)]
#[openapi(info(
    title = "Passerelle",
    description = "What coordinators, listeners, social workers and partners do over HTTP. Every operation needs a bearer token, \
        and the scope named in its security requirement. Whatever is refused is told as application/problem+json. Lists come by \
        page: the header Link says where they go on. A POST with an Idempotency-Key has one effect, however often it is sent."
))]
struct Described;

/// The document before any operation.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Described::openapi();
    let components = document.components.get_or_insert_default();
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("Given by `passerelle staff token`; a volunteer's by `passerelle households token`."));
    components.security_schemes.insert(TOKEN.to_owned(), SecurityScheme::Http(scheme.build()).into());
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let response = ResponseBuilder::new()
        .description("Why the request was not carried out.")
        .content("application/problem+json", content);
    components.responses.insert(PROBLEM.to_owned(), response.build().into());
    document
}

/// The operations with all they have in common.
pub(crate) fn described(paths: Paths, scope: ApiScope, is_list: bool) -> Paths {
    let mut all = Paths::new();
    for (path, mut item) in paths.paths {
        let path = format!("{ROOT}{path}");
        for (method, operation) in operations(&mut item) {
            complete(operation, method, &path, scope);
            if is_list {
                by_page(operation);
            }
        }
        all.paths.insert(path, item);
    }
    all
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [("get", &mut item.get), ("post", &mut item.post), ("put", &mut item.put), ("delete", &mut item.delete)];
    all.into_iter().filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn complete(operation: &mut Operation, method: &str, path: &str, scope: ApiScope) {
    let words: Vec<&str> = path[ROOT.len()..].split(|sign: char| !sign.is_ascii_alphanumeric()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    operation.operation_id = Some(format!("{method}_{}", words.join("_")));
    operation.tags = scope.as_str().split(':').next().map(|noun| vec![noun.to_owned()]);
    operation.security = Some(vec![SecurityRequirement::new(TOKEN, [scope.as_str()])]);
    tell(operation);
    if method == "post" {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
        let what = "New for each request, the same when it is sent again: it then has no second effect and gets the same answer.";
        add_parameter(operation, "Idempotency-Key", ParameterIn::Header, what, text.into());
    }
    for status in problems(operation, method) {
        let response = operation.responses.responses.entry((*status).to_owned()).or_insert_with(problem);
        if matches!(response, RefOr::T(told) if told.content.is_empty()) {
            *response = problem();
        }
    }
    name_responses(operation);
}

/// The first sentence is the summary, all of it the description.
fn tell(operation: &mut Operation) {
    let told = operation.summary.take().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let first = told.split(['.', ';', ':']).next().unwrap_or_default().to_owned();
    operation.summary = Some(first);
    operation.description = Some(told);
}

/// For which reasons it may not be carried out; what it names itself stays.
fn problems(operation: &Operation, method: &str) -> Vec<&'static str> {
    let mut all = vec!["401", "403", "404", "503"];
    if method != "get" {
        all.extend(["400", "409", "422"]);
    } else if asks_anything(operation) {
        all.push("422");
    }
    if operation.request_body.is_some() {
        all.extend(["413", "415"]);
    }
    all.extend(["409", "410"].into_iter().filter(|status| operation.responses.responses.contains_key(*status)));
    all
}

/// Whether something may stand behind the question mark.
fn asks_anything(operation: &Operation) -> bool {
    let is_query =
        |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(told) if told.parameter_in == ParameterIn::Query);
    operation.parameters.iter().flatten().any(is_query)
}

fn problem() -> RefOr<utoipa::openapi::Response> {
    Ref::from_response_name(PROBLEM).into()
}

/// A response must be described.
fn name_responses(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            response.description = match status.as_str() {
                "200" => "Done.",
                "201" => "Made.",
                "202" => "Begun: it goes on after the answer.",
                "204" => "Done; there is nothing to tell.",
                _ => "Not carried out.",
            }
            .to_owned();
        }
    }
}

fn by_page(operation: &mut Operation) {
    let rows = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(MOST_ROWS as i64));
    let rows = rows.default(Some(USUAL_ROWS.into())).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
    add_parameter(operation, "limit", ParameterIn::Query, "Rows of a page at most.", rows.into());
    let place = ObjectBuilder::new().schema_type(Type::String);
    add_parameter(
        operation,
        "after",
        ParameterIn::Query,
        "Where the page begins: as the header Link gave it.",
        place.into(),
    );
    operation.responses.responses.entry("422".to_owned()).or_insert_with(problem);
    if let Some(RefOr::T(page)) = operation.responses.responses.get_mut("200") {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let link = HeaderBuilder::new().schema(Some(text)).description(Some("`<…>; rel=\"next\"` when there is more."));
        page.headers.insert("Link".to_owned(), link.build().into());
    }
}

fn add_parameter(operation: &mut Operation, name: &str, place: ParameterIn, what: &str, schema: RefOr<Schema>) {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .description(Some(what))
        .schema(Some(schema));
    operation.parameters.get_or_insert_default().push(parameter.build().into());
}
