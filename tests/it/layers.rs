//! The layers of the program, from the top to the bottom: which may use which, and which crates stay in which.

/// A folder or file of the root of `src/`.
pub struct Layer {
    pub name: &'static str,
    /// The layers it may use: all stand below it in the table. `error` is for all.
    pub uses: &'static [&'static str],
    /// Which of `CONFINED` it may name.
    pub crates: &'static [&'static str],
}

/// Crates that stay in the layers that say so.
pub const CONFINED: [&str; 3] = ["rusqlite", "actix", "maud"];

/// A layer that moves is a line that changes; one that is new is a line more. `view` stays away from `store`.
pub const LAYERS: &[Layer] = &[
    // lib.rs declares the modules and uses none.
    Layer { name: "lib", uses: &[], crates: &[] },
    Layer { name: "main", uses: &["cmd"], crates: &[] },
    Layer {
        name: "cmd",
        uses: &[
            "web", "app", "view", "index", "store", "read", "export", "pages", "locale", "domain", "config", "crypto",
        ],
        crates: &[],
    },
    Layer {
        name: "web",
        uses: &["app", "view", "index", "store", "read", "export", "pages", "locale", "domain", "config", "crypto"],
        crates: &["actix", "maud"],
    },
    Layer {
        name: "app",
        uses: &["index", "store", "read", "export", "pages", "locale", "domain", "config", "crypto"],
        crates: &[],
    },
    Layer { name: "view", uses: &["pages", "locale", "domain"], crates: &["maud"] },
    Layer { name: "pages", uses: &["domain"], crates: &[] },
    Layer { name: "index", uses: &["store", "domain"], crates: &[] },
    Layer { name: "store", uses: &["domain", "config", "crypto"], crates: &["rusqlite"] },
    Layer { name: "read", uses: &["domain"], crates: &[] },
    Layer { name: "export", uses: &["locale", "domain"], crates: &[] },
    // Messages in the languages that domain::lang names.
    Layer { name: "locale", uses: &["domain"], crates: &[] },
    Layer { name: "domain", uses: &[], crates: &[] },
    // The files of the data directory and the key files are made by one set of functions, private to their owner.
    Layer { name: "config", uses: &["crypto"], crates: &[] },
    Layer { name: "crypto", uses: &[], crates: &[] },
    // It wraps the errors of SQLite.
    Layer { name: "error", uses: &[], crates: &["rusqlite"] },
];

/// The layer that a file belongs to, if it is in one.
pub fn layer_of(path: &str) -> Option<&'static Layer> {
    let name = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').next()?;
    LAYERS.iter().find(|layer| layer.name == name)
}
