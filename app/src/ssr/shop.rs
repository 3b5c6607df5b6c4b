//! The catalogue and files of products as pages show them: cut to what fits a page.

use domain::shop::{ImportPreview, ImportRow, ProductView, RowFate};

use crate::api::products::{ImportFile, ProductList, ProductsQuery};

/// A file of products that came with the request for the page; the server puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The same in base64, as a form can carry it.
    pub content: String,
}

/// The file that came with the request.
pub(crate) fn handed_in() -> Option<HandedIn> {
    super::parts().ok()?.extensions.get().cloned()
}

/// The products of one page, at most so many.
pub(crate) fn listed(
    mut products: Vec<ProductView>,
    query: &ProductsQuery,
    shown: usize,
) -> ProductList {
    let count = |of: fn(&ProductView) -> bool| number(products.iter().filter(|p| of(p)).count());
    let (all, low) = (number(products.len()), count(ProductView::runs_out));
    let off = count(|product| !product.active);
    let wanted = query.search.trim().to_lowercase();
    products.retain(|product| {
        let fits = match query.show.as_str() {
            "low" => product.runs_out(),
            "off" => !product.active,
            _ => true,
        };
        let code = product.code.as_deref().unwrap_or_default();
        let texts = [product.name_sw.as_str(), &product.name_en, code];
        fits && texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    });
    let from = query.from.parse().unwrap_or(0).min(products.len());
    let next = Some(from + shown).filter(|next| *next < products.len()).map(number);
    let products = products.into_iter().skip(from).take(shown).collect();
    ProductList { products, all, low, off, next }
}

/// What a file would do, with at most so many of its rows, the wrong ones first.
pub(crate) fn looked_at(file: &HandedIn, preview: ImportPreview, shown: usize) -> ImportFile {
    let count = |fate| number(preview.count(fate));
    let [added, changed, same, wrong] =
        [RowFate::Added, RowFate::Changed, RowFate::Same, RowFate::Wrong].map(count);
    let mut rows = preview.rows;
    rows.sort_by_key(|row: &ImportRow| (row.fate != RowFate::Wrong, row.line));
    rows.truncate(shown);
    let (name, content) = (file.name.clone(), file.content.clone());
    ImportFile { name, content, added, changed, same, wrong, rows }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use domain::shop::ProductForm;
    use domain::{ProductId, RecordId};

    use super::*;

    fn product(n: u128, name: &str, stock: Option<u32>, active: bool) -> ProductView {
        ProductView {
            id: ProductId::from_uuid(uuid::Uuid::from_u128(n)),
            code: Some(format!("K{n}")),
            name_sw: name.to_owned(),
            name_en: String::new(),
            description: None,
            price_minor: 100,
            stock,
            active,
            has_picture: false,
        }
    }

    fn names(show: &str, search: &str, from: &str) -> (Vec<String>, Option<u32>) {
        let products = vec![
            product(1, "Sukari", Some(3), true),
            product(2, "Chumvi", Some(4), true),
            product(3, "Maziwa", None, true),
            product(4, "Mkate", Some(0), false),
        ];
        let [show, search, from] = [show, search, from].map(str::to_owned);
        let list = listed(products, &ProductsQuery { show, search, from }, 2);
        assert_eq!((list.all, list.low, list.off), (4, 2, 1));
        (list.products.into_iter().map(|product| product.name_sw).collect(), list.next)
    }

    #[test]
    fn a_page_of_the_catalogue_holds_what_is_asked_for() {
        let of = |list: &[&str], next| (list.iter().map(|s| (*s).to_owned()).collect(), next);
        assert_eq!(names("", "", ""), of(&["Sukari", "Chumvi"], Some(2)));
        assert_eq!(names("", "", "2"), of(&["Maziwa", "Mkate"], None));
        assert_eq!(names("", "", "9"), of(&[], None));
        assert_eq!(names("low", "", ""), of(&["Sukari", "Mkate"], None));
        assert_eq!(names("off", "", ""), of(&["Mkate"], None));
        assert_eq!(names("", " MAZ ", ""), of(&["Maziwa"], None));
        assert_eq!(names("", "k2", ""), of(&["Chumvi"], None));
    }

    #[test]
    fn the_wrong_rows_of_a_file_are_shown_first() {
        let row = |line, fate| ImportRow {
            line,
            fate,
            product: ProductForm::default(),
            problems: Vec::new(),
        };
        let rows = vec![
            row(2, RowFate::Added),
            row(3, RowFate::Same),
            row(4, RowFate::Wrong),
            row(5, RowFate::Changed),
        ];
        let file = HandedIn { name: "a.csv".to_owned(), bytes: Vec::new(), content: String::new() };
        let seen = looked_at(&file, ImportPreview { rows }, 3);
        assert_eq!((seen.added, seen.changed, seen.same, seen.wrong), (1, 1, 1, 1));
        assert_eq!(seen.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 2, 3]);
    }
}
