//! A line of `categories.csv` as a category.

use std::collections::HashSet;

use store::catalogue::NewCategory;

use super::{
    RefusedLine,
    table::{self, Cells, Row},
};

const REQUIRED: [&str; 3] = ["slug", "parent", "sort"];

/// The categories of a file, and what is wrong with it. `known` are those that are there already.
pub(super) fn read(text: &str, known: &HashSet<String>) -> (Vec<NewCategory>, Vec<RefusedLine>) {
    let mut refused = Vec::new();
    let is_known = |column: &str| REQUIRED.contains(&column) || super::articles::language_of(column, "name").is_some();
    let table = table::read(text, &REQUIRED, is_known, &mut refused);
    let slugs: HashSet<&str> =
        table.rows.iter().map(|row| row.cell("slug")).chain(known.iter().map(String::as_str)).collect();
    let mut seen = HashSet::new();
    let mut categories = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let (category, mut reasons) = category(row, &slugs);
        if !category.slug.is_empty() && !seen.insert(category.slug.clone()) {
            reasons.push("this slug is there twice".to_owned());
        }
        let number = category.slug.clone();
        refused.extend(reasons.into_iter().map(|reason| RefusedLine {
            line: row.line,
            number: number.clone(),
            reason,
        }));
        categories.push(category);
    }
    (categories, refused)
}

fn category(row: &Row, slugs: &HashSet<&str>) -> (NewCategory, Vec<String>) {
    let mut cells = Cells::of(row);
    if let Some(cells_there) = row.odd_length {
        cells.refuse(format!("the line has {cells_there} cells, which is not what the header has"));
    }
    let slug = cells.required("slug", 40);
    if !is_slug(&slug) {
        cells.refuse(format!("slug “{slug}” may have small letters, digits and hyphens only"));
    }
    let parent = Some(cells.line("parent", 40)).filter(|parent| !parent.is_empty());
    match &parent {
        Some(parent) if *parent == slug => cells.refuse("a category cannot be its own parent"),
        Some(parent) if !slugs.contains(parent.as_str()) => {
            cells.refuse(format!("parent “{parent}” is not a category"))
        }
        _ => {}
    }
    let position = cells.number("sort", 9999).map_or(0, i32::from);
    let names = cells.names(100);
    (NewCategory { slug, parent, position, names }, cells.reasons)
}

/// What may stand in an address or name a picture; nothing is one too, as its absence is refused elsewhere.
pub(super) fn is_slug(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_right_and_mistakes_are_named() {
        let (categories, refused) = read(include_str!("../../../../demo/categories.csv"), &HashSet::new());
        assert_eq!((categories.len(), refused), (12, vec![]));

        let (_, refused) = read("slug,parent,sort,name_en\na,b,1,A\nRoof,,x,\na,,2,A again\n", &HashSet::new());
        let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2, a: parent “b” is not a category",
                "line 3, Roof: slug “Roof” may have small letters, digits and hyphens only",
                "line 3, Roof: sort: “x” is not a whole number from 0 to 9999",
                "line 3, Roof: the name is missing in all languages",
                "line 4, a: this slug is there twice",
            ]
        );
    }
}
