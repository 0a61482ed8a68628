use sqlx::{Column, Either, Executor, SqlSafeStr, Statement, TypeInfo};

use crate::access::{Access, Ex};
use crate::test_support::TestDb;

/// What one database says of a statement: how many arguments, and each column's name and type.
#[derive(Debug)]
struct Shape {
    arguments: usize,
    columns: Vec<(String, String)>,
}

async fn shape(db: &TestDb, sql: &'static str) -> Result<Shape, String> {
    let mut read = db.db.read().await.unwrap();
    match read.ex() {
        Ex::Lite(c) => {
            let statement = c.prepare(sql.into_sql_str()).await.map_err(|e| format!("SQLite: {e}"))?;
            Ok(Shape {
                arguments: count(statement.parameters()),
                columns: statement
                    .columns()
                    .iter()
                    .map(|c| (c.name().to_owned(), c.type_info().name().to_owned()))
                    .collect(),
            })
        }
        Ex::Pg(c) => {
            let statement = c.prepare(sql.into_sql_str()).await.map_err(|e| format!("PostgreSQL: {e}"))?;
            Ok(Shape {
                arguments: count(statement.parameters()),
                columns: statement
                    .columns()
                    .iter()
                    .map(|c| (c.name().to_owned(), c.type_info().name().to_owned()))
                    .collect(),
            })
        }
    }
}

fn count<T>(parameters: Option<Either<&[T], usize>>) -> usize {
    parameters.map_or(0, |either| either.either(<[T]>::len, |n| n))
}

/// The SQLite declaration that stands for a PostgreSQL type. `None`: the type is not portable.
fn on_sqlite(postgres_type: &str) -> Option<&'static str> {
    match postgres_type {
        "UUID" | "BYTEA" => Some("BLOB"),
        "TEXT" | "VARCHAR" | "JSONB" | "TIMESTAMPTZ" | "DATE" | "TIME" => Some("TEXT"),
        "INT8" => Some("INTEGER"),
        "BOOL" => Some("BOOLEAN"),
        "FLOAT8" => Some("REAL"),
        _ => None,
    }
}

fn difference(lite: &Shape, pg: &Shape) -> Option<String> {
    if lite.arguments != pg.arguments {
        return Some(format!("{} arguments on SQLite, {} on PostgreSQL", lite.arguments, pg.arguments));
    }
    if lite.columns.len() != pg.columns.len() {
        return Some(format!("columns {:?} and {:?}", lite.columns, pg.columns));
    }
    for ((lite_name, lite_type), (pg_name, pg_type)) in lite.columns.iter().zip(&pg.columns) {
        let Some(expected) = on_sqlite(pg_type) else {
            return Some(format!("column {pg_name} has the type {pg_type}, which SQLite cannot mirror"));
        };
        // SQLite does not know the type, or settle the name, of an expression before it runs.
        if lite_type == "NULL" {
            continue;
        }
        if lite_name != pg_name {
            return Some(format!("column {lite_name} on SQLite is {pg_name} on PostgreSQL"));
        }
        if lite_type != expected {
            return Some(format!("column {pg_name}: {lite_type} on SQLite, {pg_type} on PostgreSQL"));
        }
    }
    None
}

#[tokio::test]
async fn every_statement_then_same_shape_on_both_databases() {
    let [lite, pg] = TestDb::both().await;
    let mut wrong = Vec::new();
    for (module, statements) in super::all() {
        for (name, sql) in statements {
            match (shape(&lite, sql).await, shape(&pg, sql).await) {
                (Ok(a), Ok(b)) => wrong.extend(difference(&a, &b).map(|d| format!("{module}::{name}: {d}"))),
                (a, b) => {
                    let reasons = [a.err(), b.err()].into_iter().flatten().collect::<Vec<_>>().join("; ");
                    wrong.push(format!("{module}::{name}: {reasons}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn statement_only_one_database_understands_then_reported() {
    let [lite, pg] = TestDb::both().await;
    let sql = "SELECT matter_id::text FROM timers";
    assert!(shape(&lite, sql).await.is_err());
    assert!(shape(&pg, sql).await.is_ok());
    let sql = "SELECT fires::int FROM timers";
    let narrow = shape(&pg, sql).await.unwrap();
    let wide = shape(&lite, "SELECT fires FROM timers").await.unwrap();
    assert!(difference(&wide, &narrow).unwrap().contains("INT4"));
}
