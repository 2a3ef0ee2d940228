//! The program as a user runs it.

use assert_cmd::Command;

/// Runs the program without the user's environment; gives standard output, standard error and the exit status.
pub(crate) fn run(arguments: &[&str]) -> (String, String, i32) {
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}
