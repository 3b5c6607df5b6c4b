use std::io::{Cursor, Write};

use lopdf::{
    Dictionary, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use proptest::{collection::vec, prelude::*};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Kichwa1\"><w:name w:val=\"heading 1\"/>\
        </w:style></w:styles>";
    zipped(&[("word/document.xml", body.as_bytes()), ("word/styles.xml", styles.as_bytes())])
}

fn pdf_document(content: &str) -> lopdf::Document {
    let mut document = lopdf::Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
        }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document.trailer.set("ID", Object::Array(vec![Object::string_literal("0123456789abcdef"); 2]));
    document
}

fn saved(mut document: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.compress();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn text_of(name: &str, bytes: &[u8]) -> Result<String, Unreadable> {
    read_document(name, bytes).map(|document| document.text)
}

#[test]
fn a_text_has_its_heading_or_its_name_for_a_title() {
    let read = |name, text: &str| read_document(name, text.as_bytes()).unwrap().title;
    assert_eq!(read("a/Bei zetu.md", "utangulizi\n# Saluni ya Neema\n"), "Saluni ya Neema");
    assert_eq!(read("a\\Bei zetu.txt", "Kusuka 5000"), "Bei zetu");
    assert_eq!(read("notes", "Kusuka 5000"), "notes");
}

#[test]
fn a_word_document_becomes_markdown() {
    let bytes = docx(
        "<w:p><w:pPr><w:pStyle w:val=\"Kichwa1\"/></w:pPr><w:r><w:t>Bei &amp; huduma</w:t></w:r></w:p>\
         <w:p><w:r><w:t>Kusuka </w:t></w:r><w:r><w:t>rasta</w:t><w:tab/><w:t>&#53;000</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>moja</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>mbili</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Huduma</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Bei</w:t>\
         </w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Kucha</w:t></w:r></w:p></w:tc><w:tc><w:p/>\
         </w:tc></w:tr></w:tbl>",
    );
    let document = read_document("bei.docx", &bytes).unwrap();
    assert_eq!(document.title, "Bei & huduma");
    assert_eq!(
        document.text,
        "# Bei & huduma\n\nKusuka rasta 5000\n\n- moja\n- mbili\n\n| Huduma | Bei |\n|---|---|\n| Kucha |  |"
    );
    // The content says what it is, whatever the name.
    assert_eq!(read_document("bei.pdf", &bytes).unwrap().text, document.text);
}

#[test]
fn a_pdf_becomes_lines_and_paragraphs() {
    let bytes = saved(pdf_document(
        "BT /F1 12 Tf 50 700 Td (Bei ya) Tj 60 0 Td (kusuka) Tj 0 -14 Td [(ras) -20 (ta) -300 (35,000)] TJ \
         0 -40 Td (Mahali) Tj ET",
    ));
    assert_eq!(text_of("bei.pdf", &bytes).unwrap(), "Bei ya kusuka\nrasta 35,000\n\nMahali");
}

#[test]
fn a_scanned_pdf_has_no_text() {
    assert_eq!(
        text_of("a.pdf", &saved(pdf_document("q 1 0 0 1 0 0 cm Q"))),
        Err(Unreadable::NoText)
    );
    assert_eq!(text_of("a.txt", b" \n "), Err(Unreadable::NoText));
    assert_eq!(text_of("a.csv", b""), Err(Unreadable::NoText));
}

#[test]
fn what_needs_a_password_says_so() {
    let mut document = pdf_document("BT /F1 12 Tf (siri) Tj ET");
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "mwenye",
        user_password: "siri",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    assert_eq!(text_of("a.pdf", &saved(document)), Err(Unreadable::Encrypted));
    let sealed = [COMPOUND_FILE, &[0; 600]].concat();
    assert_eq!(text_of("a.docx", &sealed), Err(Unreadable::Encrypted));
    assert_eq!(text_of("a.doc", &sealed), Err(Unreadable::UnknownKind));
}

#[test]
fn what_is_something_else_says_so() {
    for (name, bytes, error) in [
        ("a.png", &b"\x89PNG\r\n\x1a\n\0\0"[..], Unreadable::UnknownKind),
        ("a.html", b"<html>", Unreadable::UnknownKind),
        ("a.rtf", b"{\\rtf1}", Unreadable::UnknownKind),
        ("a.pdf", b"hakuna", Unreadable::Broken),
        ("a.pdf", b"%PDF-1.7\nhakuna", Unreadable::Broken),
        ("a.docx", b"PK\x03\x04hakuna", Unreadable::Broken),
        ("a.zip", b"PK\x03\x04hakuna", Unreadable::UnknownKind),
        ("a.docx", b"\0\0", Unreadable::Broken),
    ] {
        assert_eq!(text_of(name, bytes), Err(error), "{name} {bytes:?}");
    }
    let other = zipped(&[("xl/workbook.xml", b"<x/>")]);
    assert_eq!(text_of("a.xlsx", &other), Err(Unreadable::UnknownKind));
    assert_eq!(text_of("a.docx", &docx("<w:p></w:t>")), Err(Unreadable::Broken));
}

#[test]
fn what_is_too_large_is_not_read() {
    assert_eq!(text_of("a.txt", &vec![b'a'; MAX_BYTES + 1]), Err(Unreadable::TooLarge));
    assert_eq!(text_of("a.txt", &vec![b'a'; MAX_CHARACTERS + 1]), Err(Unreadable::TooLarge));
    let bomb = zipped(&[("word/document.xml", &vec![b' '; MAX_UNPACKED_BYTES + 1])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(text_of("a.docx", &bomb), Err(Unreadable::TooLarge));
}

#[test]
fn a_page_that_swells_is_left_out() {
    let bomb = pdf_document(&format!("BT /F1 12 Tf (a) Tj ET{}", " ".repeat(9 * 1024 * 1024)));
    let bytes = saved(bomb);
    assert!(bytes.len() < 100_000);
    assert_eq!(text_of("a.pdf", &bytes), Err(Unreadable::NoText));
}

#[test]
fn a_panic_is_a_broken_document() {
    let panics = || -> Result<(), Unreadable> { panic!("as a reader might") };
    assert_eq!(without_panic(panics), Err(Unreadable::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Documents that were good before a line or a disk went wrong.
    #[test]
    fn damage_is_borne(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in 0..200_usize) {
        let pdf = pdf_document("BT /F1 12 Tf 50 700 Td (Bei ya) Tj [(ras) -20 (ta)] TJ ET");
        let docx = docx("<w:p><w:r><w:t>Bei</w:t></w:r></w:p><w:tbl><w:tr><w:tc/></w:tr></w:tbl>");
        for (name, mut bytes) in [("a.pdf", saved(pdf)), ("a.docx", docx)] {
            for (at, byte) in &changes {
                *at.get_mut(&mut bytes) = *byte;
            }
            bytes.truncate(bytes.len() - cut);
            drop(read_document(name, &bytes));
        }
    }
}
