//! Gives every vector of a file to a verifier: tests/vectors.rs of a crate with serde_json.
use serde_json::Value;
use std::{env, fs};

use acme_wimse::verify; // yours: fn verify(file: &Value, vector: &Value) -> Vec<&'static str>

#[test]
fn vectors() {
    let path = env::var("WIMSESPEC_VECTORS").expect("WIMSESPEC_VECTORS names a vector file");
    let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    let mut wrong = Vec::new();
    for vector in vectors {
        let steps = vector["steps"].as_array().unwrap();
        let expected: Vec<_> = steps.iter().map(|s| s["expect"].as_str().unwrap()).collect();
        let answers = verify(&file, vector); // "accept" or "reject" for each step
        if answers != expected {
            wrong.push(format!("{}: {answers:?}, must be {expected:?}", vector["id"]));
        }
    }
    assert!(!vectors.is_empty() && wrong.is_empty(), "{path}:\n{}", wrong.join("\n"));
}
