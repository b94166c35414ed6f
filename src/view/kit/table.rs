//! Tables that become labelled rows on a phone.

use maud::{Markup, html};

/// A column: its head, and whether it holds numbers.
pub struct Column {
    head: String,
    number: bool,
}

impl Column {
    pub fn new(head: impl Into<String>) -> Self {
        Column { head: head.into(), number: false }
    }

    pub fn number(head: impl Into<String>) -> Self {
        Column { head: head.into(), number: true }
    }
}

/// A table with a caption; the first cell of each row is its head. Explicit roles keep it a table for screen
/// readers when the style sheet makes its cells blocks.
pub fn table(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div class="tw" {
            table class="stack" role="table" {
                caption { (caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in columns {
                            th scope="col" role="columnheader" class=[column.number.then_some("num")] { (column.head) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            @for (index, (cell, column)) in row.iter().zip(columns).enumerate() {
                                @if index == 0 {
                                    th scope="row" role="rowheader" { (cell) }
                                } @else {
                                    td role="cell" data-l=(column.head) class=[column.number.then_some("num")] { span class="v" { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
