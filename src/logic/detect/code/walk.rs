//! One walk over the syntax of a fragment, which collects what all rules want to know.

use ast_grep_core::{Node, tree_sitter::StrDoc};
use ast_grep_language::{LanguageExt, SupportLang};

use crate::{
    domain::evidence::Evidence,
    logic::{
        detect::spot::Spot,
        evidence::{FileChange, Hunk, Language, Side},
    },
};

use super::{
    fact::{Call, Import, Read, Within},
    fragment::Fragment,
};

type Syntax<'r> = Node<'r, StrDoc<SupportLang>>;

/// Nodes around a node that are looked at.
const AROUND: usize = 48;
/// Rows of one call within which a changed line makes it a changed call.
const CALL_ROWS: usize = 8;

/// What changed code does.
#[derive(Debug, Default)]
pub(in crate::logic::detect) struct Facts<'a> {
    pub calls: Vec<Call<'a>>,
    pub imports: Vec<Import<'a>>,
    pub reads: Vec<Read<'a>>,
    /// Functions by name, and whether they are asynchronous.
    pub functions: Vec<(Spot<'a>, Side, String, bool)>,
}

/// Reads both sides of a hunk.
pub(in crate::logic::detect) fn read_hunk<'a>(
    facts: &mut Facts<'a>,
    header: &'a Evidence,
    file: &'a FileChange<'a>,
    hunk: &'a Hunk<'a>,
) {
    let Some(grammar) = grammar(file.language) else { return };
    for side in [Side::Removed, Side::Added] {
        let Some(fragment) = Fragment::of(hunk, side, file.language) else { continue };
        let tree = grammar.ast_grep(&fragment.text);
        let reader = Reader { header, file, hunk, side, fragment: &fragment };
        for node in tree.root().dfs() {
            reader.node(&node, facts);
        }
    }
}

/// Only grammars that are built in: the others panic.
fn grammar(language: Language) -> Option<SupportLang> {
    match language {
        Language::Python => Some(SupportLang::Python),
        Language::JavaScript => Some(SupportLang::JavaScript),
        Language::TypeScript => Some(SupportLang::TypeScript),
        Language::Tsx => Some(SupportLang::Tsx),
        Language::Go => Some(SupportLang::Go),
        _ => None,
    }
}

struct Reader<'a, 'f> {
    header: &'a Evidence,
    file: &'a FileChange<'a>,
    hunk: &'a Hunk<'a>,
    side: Side,
    fragment: &'f Fragment,
}

impl<'a> Reader<'a, '_> {
    fn node(&self, node: &Syntax<'_>, facts: &mut Facts<'a>) {
        match &*node.kind() {
            "call" | "call_expression" | "new_expression" => self.call(node, facts),
            "import_statement" | "import_from_statement" | "import_spec" => self.import(node, facts),
            "subscript" | "subscript_expression" | "member_expression" | "variable_declarator" => {
                self.read(node, facts);
            }
            kind if is_function(kind) => self.function(node, facts),
            _ => {}
        }
    }

    /// The first changed line of a node, where it has one.
    fn spot(&self, node: &Syntax<'_>) -> Option<Spot<'a>> {
        let (first, last) = (node.start_pos().line(), node.end_pos().line());
        let rows = self
            .fragment
            .rows
            .get(first..=last.min(first + CALL_ROWS).min(self.fragment.rows.len().checked_sub(1)?))?;
        let line =
            rows.iter().flatten().find_map(|at| self.hunk.lines.get(*at).filter(|line| line.side == self.side))?;
        Some(Spot { header: self.header, file: self.file, line: *line, function: self.enclosing(node) })
    }

    fn enclosing(&self, node: &Syntax<'_>) -> Option<String> {
        let inside =
            node.ancestors().take(AROUND).filter(|outer| is_function(&outer.kind())).find_map(|outer| name_of(&outer));
        inside.or_else(|| heading_name(self.hunk.heading))
    }

    fn call(&self, node: &Syntax<'_>, facts: &mut Facts<'a>) {
        let Some(callee) = node.field("function").or_else(|| node.field("constructor")) else { return };
        let callee = squeezed(&callee.text());
        let Some(spot) = self.spot(node) else { return };
        let arguments = node.field("arguments").map(|list| list.text().into_owned()).unwrap_or_default();
        if let Some((name, required)) = environment_call(&callee, &arguments) {
            facts.reads.push(Read { spot: spot.clone(), side: self.side, name, required });
        }
        if callee == "require"
            && let Some(module) = quoted(&arguments)
        {
            facts.imports.push(Import { spot: spot.clone(), side: self.side, module });
        }
        let around = Around::of(node, self.hunk.heading, self.file.path());
        facts.calls.push(Call {
            spot,
            side: self.side,
            text: squeezed(&node.text()),
            callee,
            loops: around.loops,
            in_async: around.in_async,
            awaited: node.parent().is_some_and(|outer| matches!(&*outer.kind(), "await" | "await_expression")),
            within: around.within,
        });
    }

    fn import(&self, node: &Syntax<'_>, facts: &mut Facts<'a>) {
        let Some(spot) = self.spot(node) else { return };
        let text = node.text();
        let modules: Vec<String> = match self.file.language {
            Language::Python => match text.strip_prefix("from ") {
                Some(rest) => rest.split_whitespace().next().map(str::to_owned).into_iter().collect(),
                None => text
                    .trim_start_matches("import ")
                    .split(',')
                    .filter_map(|part| Some(part.split_whitespace().next()?.to_owned()))
                    .collect(),
            },
            _ if text.trim_start().starts_with("import type") => Vec::new(),
            _ => quoted_last(&text).into_iter().collect(),
        };
        let imports = modules.into_iter().map(|module| Import { spot: spot.clone(), side: self.side, module });
        facts.imports.extend(imports);
    }

    fn read(&self, node: &Syntax<'_>, facts: &mut Facts<'a>) {
        let text = node.text();
        let names: Vec<String> = if node.kind() == "variable_declarator" {
            let Some((names, _)) =
                text.split_once('}').filter(|(_, rest)| rest.trim_start_matches([' ', '=']) == "process.env")
            else {
                return;
            };
            names
                .trim_start_matches('{')
                .split(',')
                .map(|name| name.split(['=', ':']).next().unwrap_or_default().trim().to_owned())
                .collect()
        } else if let Some(rest) = text.strip_prefix("process.env.") {
            vec![rest.to_owned()]
        } else if text.starts_with("os.environ[") || text.starts_with("environ[") || text.starts_with("process.env[") {
            quoted(&text).into_iter().collect()
        } else {
            return;
        };
        let Some(spot) = self.spot(node) else { return };
        let required = !node.parent().is_some_and(|outer| {
            let outer_text = outer.text();
            let rest = outer_text.get(text.len()..).unwrap_or_default().trim_start();
            outer.kind() == "binary_expression" && (rest.starts_with("||") || rest.starts_with("??"))
        });
        for name in names.into_iter().filter(|name| is_variable(name)) {
            facts.reads.push(Read { spot: spot.clone(), side: self.side, name, required });
        }
    }

    fn function(&self, node: &Syntax<'_>, facts: &mut Facts<'a>) {
        let Some(name) = name_of(node) else { return };
        let row = node.start_pos().line();
        let line = self.fragment.rows.get(row).copied().flatten().and_then(|at| self.hunk.lines.get(at));
        let Some(line) = line.filter(|line| line.side == self.side) else { return };
        let spot = Spot { header: self.header, file: self.file, line: *line, function: Some(name.clone()) };
        facts.functions.push((spot, self.side, name, is_async(node)));
    }
}

/// What stands around a call.
struct Around {
    loops: u32,
    in_async: bool,
    within: Within,
}

impl Around {
    fn of(node: &Syntax<'_>, heading: &str, path: &str) -> Self {
        let mut around = Self { loops: 0, in_async: false, within: Within::Module };
        let (mut in_function, mut top, mut handler) = (false, true, false);
        for outer in node.ancestors().take(AROUND) {
            let kind = outer.kind();
            if !in_function && is_loop(&kind) && !is_iterated(node, &outer) {
                around.loops += 1;
            }
            if is_function(&kind) {
                // What is defined in a loop does not run in it, unless it is handed to something that loops.
                let each = is_each(&outer);
                around.loops += u32::from(each && !in_function);
                around.in_async |= is_async(&outer);
                handler |= is_handler(&outer, path);
                top = false;
                in_function |= !each;
            }
        }
        if !in_function && heading.contains("async ") {
            around.in_async = true;
        }
        handler |= top && is_handler_text(heading, path);
        around.within = match (top && !heading.contains('('), handler) {
            (true, _) => Within::Module,
            (_, true) => Within::Handler,
            _ => Within::Function,
        };
        around
    }
}

fn is_function(kind: &str) -> bool {
    matches!(
        kind,
        "function_definition"
            | "function_declaration"
            | "function_expression"
            | "arrow_function"
            | "method_definition"
            | "generator_function_declaration"
            | "method_declaration"
            | "func_literal"
    )
}

fn is_loop(kind: &str) -> bool {
    matches!(
        kind,
        "for_statement"
            | "while_statement"
            | "for_in_statement"
            | "do_statement"
            | "list_comprehension"
            | "set_comprehension"
            | "dictionary_comprehension"
            | "generator_expression"
    )
}

/// `for row in query():` runs the query once.
fn is_iterated(node: &Syntax<'_>, outer: &Syntax<'_>) -> bool {
    let head = ["right", "initializer"]
        .iter()
        .find_map(|field| outer.field(field))
        .or_else(|| outer.children().find(|child| matches!(&*child.kind(), "range_clause" | "for_in_clause")));
    head.is_some_and(|head| {
        let (head, node) = (head.range(), node.range());
        head.start <= node.start && node.end <= head.end
    })
}

fn is_async(node: &Syntax<'_>) -> bool {
    node.children().take(2).any(|child| child.kind() == "async")
}

/// A function that is an argument of `map`, `forEach` and the like.
fn is_each(node: &Syntax<'_>) -> bool {
    let Some(call) = node.parent().and_then(|list| list.parent()) else { return false };
    let callee = call.field("function").map(|callee| callee.text().into_owned()).unwrap_or_default();
    [".map", ".forEach", ".flatMap", ".reduce", ".filter", ".each"].iter().any(|each| callee.ends_with(each))
}

fn is_handler(node: &Syntax<'_>, path: &str) -> bool {
    let parameters = node.field("parameters").map(|list| list.text().into_owned()).unwrap_or_default();
    let decorated = node.parent().filter(|outer| outer.kind() == "decorated_definition").is_some_and(|outer| {
        let text = outer.text();
        [".route(", ".get(", ".post(", ".put(", ".delete(", "api_view"].iter().any(|word| text.contains(word))
    });
    decorated || is_handler_text(&parameters, path)
}

/// By its parameters, or by where handlers are kept.
fn is_handler_text(parameters: &str, path: &str) -> bool {
    ["request", "req,", "http.ResponseWriter", "gin.Context", "echo.Context", "ctx, next"]
        .iter()
        .any(|word| parameters.contains(word))
        || ["views", "handlers", "routes", "controllers", "/api/", "resolvers"].iter().any(|part| path.contains(part))
}

fn name_of(node: &Syntax<'_>) -> Option<String> {
    if let Some(name) = node.field("name") {
        return Some(name.text().into_owned());
    }
    let outer = node.parent().filter(|outer| outer.kind() == "variable_declarator")?;
    Some(outer.field("name")?.text().into_owned())
}

/// `async def charge(order):`, `func (t *Till) Charge(x int) error {`, `function charge(order) {`
fn heading_name(heading: &str) -> Option<String> {
    let rest = ["def ", "function ", "func "].iter().find_map(|word| Some(heading.split_once(word)?.1))?;
    let rest = rest.strip_prefix('(').and_then(|receiver| receiver.split_once(") ")).map_or(rest, |(_, rest)| rest);
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(400).collect()
}

/// The name that is read, and whether there is no default.
fn environment_call(callee: &str, arguments: &str) -> Option<(String, bool)> {
    let known = [
        "os.getenv",
        "os.environ.get",
        "environ.get",
        "getenv",
        "os.Getenv",
        "os.LookupEnv",
        "env",
        "config",
        "env.str",
        "env.int",
        "env.bool",
        "Deno.env.get",
        "viper.GetString",
    ];
    let name = quoted(arguments).filter(|name| known.contains(&callee) && is_variable(name))?;
    Some((name, callee != "os.LookupEnv" && !arguments.contains(',')))
}

/// What stands in the first quotes.
fn quoted(text: &str) -> Option<String> {
    let open = text.find(['"', '\'', '`'])?;
    let quote = text.get(open..)?.chars().next()?;
    let rest = text.get(open + 1..)?;
    rest.split_once(quote).map(|(inner, _)| inner.to_owned())
}

fn quoted_last(text: &str) -> Option<String> {
    let text = text.trim_end().trim_end_matches(';').trim_end();
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text.strip_suffix(quote)?.rsplit_once(quote).map(|(_, inner)| inner.to_owned())
}

/// `STRIPE_API_KEY`
pub(in crate::logic::detect) fn is_variable(name: &str) -> bool {
    name.len() > 2
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}
