//! Expressions: that they compile, are small, and read what there is.

use std::collections::BTreeSet;

use cel::{
    Env, Program,
    common::ast::{Expr, IdedExpr},
};

use crate::{
    domain::{fault::nearest, strategy::Expression, text::Safe},
    logic::yaml::{Faults, Spot},
};

use super::observations::OBSERVATIONS;

/// Bytes of an expression: what the stack of [`super::STACK`] is known to hold.
pub const LARGEST: usize = 2 * 1024;
/// Comprehensions inside each other.
const NESTED: usize = 2;

/// Compiles within the limits.
pub fn compile(source: &str) -> Result<Program, String> {
    if source.len() > LARGEST {
        return Err(format!("an expression has at most {LARGEST} bytes, got {}", source.len()));
    }
    Env::stdlib().compile(source).map_err(|errors| {
        let said = errors.to_string();
        said.lines().next().unwrap_or("it does not compile").trim().to_owned()
    })
}

/// An expression of a strategy, checked against what may be observed and the strategy's own parameters.
pub fn check(at: Spot, source: &str, parameters: &[&str], faults: &mut Faults) -> Option<Expression> {
    let program = match compile(source) {
        Ok(program) => program,
        Err(why) => {
            faults.add(at, &why);
            return None;
        }
    };
    let mut reading = Reading::default();
    reading.visit(program.expression(), 0, &mut Vec::new());
    if reading.deepest > NESTED {
        faults.add(at, &format!("more than {NESTED} comprehensions inside each other"));
    }
    if reading.tests_presence {
        faults.add(at, "has() would make what is unknown a no; leave it out: what is absent is unknown by itself");
    }
    for name in &reading.names {
        if let Some(fault) = stranger(name, parameters) {
            faults.add(at, &fault);
        }
    }
    let reads = reading.names.iter().map(|name| Safe::line(name)).collect();
    Some(Expression { source: Safe::line(source), reads })
}

fn stranger(name: &str, parameters: &[&str]) -> Option<String> {
    let known = || OBSERVATIONS.iter().map(|observation| observation.name);
    let of_parameter = name.strip_prefix("params.");
    let is_known = of_parameter.map_or_else(|| known().any(|other| other == name), |name| parameters.contains(&name));
    if is_known {
        return None;
    }
    let near = nearest(name, known());
    Some(format!(
        "unknown observation `{name}`{}",
        near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"))
    ))
}

/// What an expression reads.
#[derive(Default)]
struct Reading {
    names: BTreeSet<String>,
    deepest: usize,
    tests_presence: bool,
}

impl Reading {
    /// `own` are the variables of the comprehensions around.
    fn visit(&mut self, expression: &IdedExpr, depth: usize, own: &mut Vec<String>) {
        match &expression.expr {
            Expr::Ident(_) | Expr::Select(_) => self.name(expression, depth, own),
            Expr::Call(call) => {
                call.target.iter().for_each(|target| self.visit(target, depth, own));
                call.args.iter().for_each(|argument| self.visit(argument, depth, own));
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.visit(element, depth, own)),
            Expr::Comprehension(inner) => {
                self.deepest = self.deepest.max(depth + 1);
                self.visit(&inner.iter_range, depth, own);
                let before = own.len();
                own.extend([inner.iter_var.clone(), inner.accu_var.clone()]);
                own.extend(inner.iter_var2.clone());
                for part in [&inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result] {
                    self.visit(part, depth + 1, own);
                }
                own.truncate(before);
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Literal(_) | Expr::Unspecified => {}
        }
    }

    fn name(&mut self, expression: &IdedExpr, depth: usize, own: &mut Vec<String>) {
        let mut fields = Vec::new();
        let mut inner = expression;
        loop {
            match &inner.expr {
                Expr::Ident(root) => {
                    if !own.contains(root) {
                        fields.push(root.as_str());
                        fields.reverse();
                        self.names.insert(fields.join("."));
                    }
                    return;
                }
                Expr::Select(select) => {
                    self.tests_presence |= select.test;
                    fields.push(select.field.as_str());
                    inner = &select.operand;
                }
                _ => return self.visit(inner, depth, own),
            }
        }
    }
}
