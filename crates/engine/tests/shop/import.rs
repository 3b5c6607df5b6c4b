use chrono::TimeDelta;
use domain::Problem;
use domain::shop::{ImportRow, ProductForm, RowFate};

use crate::support::{Shop, is_missing, wrong};
use crate::world::{World, product};

async fn preview(world: &World, shop: &Shop, file: &[u8]) -> Vec<ImportRow> {
    world.engine.preview_products(&shop.owner, shop.tenant, file).await.unwrap().rows
}

fn fates(rows: &[ImportRow]) -> Vec<(u32, RowFate)> {
    rows.iter().map(|row| (row.line, row.fate)).collect()
}

#[tokio::test]
async fn a_file_is_looked_at_taken_in_and_undone() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    world.product(&shop, "Sukari").await;
    world.product(&shop, "Unga").await;
    let before = world.products(&shop).await;
    let file = "\u{feff}Bei;JINA;Idadi\r\n3500;sukari;20\r\n3000;Unga;10\r\n\r\n;Mchele;5\r\n\
        \"2 000/=\";=Mafuta;\r\n"
        .as_bytes();
    let rows = preview(&world, &shop, file).await;
    assert_eq!(
        fates(&rows),
        [(2, RowFate::Changed), (3, RowFate::Same), (5, RowFate::Wrong), (6, RowFate::Added)]
    );
    let named = &rows[2].problems[0];
    assert_eq!((named.field.as_str(), &named.problem), ("price", &Problem::Required));
    assert_eq!(rows[3].product.name_sw, "=Mafuta", "text, and no formula");
    assert_eq!(world.products(&shop).await, before, "nothing is written yet");

    let taken = engine.import_products(owner, tenant, file).await.unwrap();
    assert_eq!((taken.added, taken.changed), (1, 1));
    let after = world.products(&shop).await;
    let told: Vec<_> =
        after.iter().map(|it| (it.name_sw.as_str(), it.price_minor, it.stock)).collect();
    let oil = ("=Mafuta", 200_000, None);
    assert_eq!(told, [("sukari", 350_000, Some(20)), ("Unga", 300_000, Some(10)), oil]);
    let all_known = fates(&preview(&world, &shop, file).await);
    assert_eq!(all_known.iter().filter(|(_, fate)| *fate == RowFate::Same).count(), 3);

    world.advance(TimeDelta::hours(23));
    let catalogue = engine.catalogue(owner, tenant).await.unwrap();
    assert_eq!(catalogue.last_import.as_ref(), Some(&taken));
    engine.undo_import(owner, tenant, taken.id).await.unwrap();
    assert_eq!(world.products(&shop).await, before);
    assert!(is_missing(&engine.undo_import(owner, tenant, taken.id).await));
    assert_eq!(engine.catalogue(owner, tenant).await.unwrap().last_import, None);
}

#[tokio::test]
async fn after_a_day_a_file_stays() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let taken = engine.import_products(owner, tenant, b"name,price\nSugar,3000\n").await.unwrap();
    world.advance(TimeDelta::hours(24));
    assert_eq!(engine.catalogue(owner, tenant).await.unwrap().last_import, None);
    assert!(is_missing(&engine.undo_import(owner, tenant, taken.id).await));
    assert_eq!(world.products(&shop).await.len(), 1);
}

#[tokio::test]
async fn products_are_found_again_by_code_or_else_by_name() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let coded = ProductForm { code: "S1".into(), ..product("Sukari") };
    engine.save_product(owner, tenant, None, &coded).await.unwrap();
    world.product(&shop, "Unga").await;
    let file = "code,name_sw,name_en,price,active\n\
        s1,Sukari nyeupe,White sugar,3000,yes\n\
        U1,unga,Flour,2500,hapana\n\
        S2,Sukari,Brown sugar,3200,ndiyo\n\
        S2,Sukari,Again,1,\n\
        S3,,,1,labda\n";
    let rows = preview(&world, &shop, file.as_bytes()).await;
    let [changed, added, bad] = [RowFate::Changed, RowFate::Added, RowFate::Wrong];
    let found: Vec<_> = rows.iter().map(|row| row.fate).collect();
    assert_eq!(found, [changed, changed, added, bad, bad]);
    let fields = |row: &ImportRow| {
        row.problems.iter().map(|it| (it.field.clone(), it.problem.clone())).collect::<Vec<_>>()
    };
    assert_eq!(fields(&rows[3]), [("code".into(), Problem::Taken)]);
    let allowed = "yes, no, ndiyo, hapana".to_owned();
    assert_eq!(
        fields(&rows[4]),
        [("name_sw".into(), Problem::Required), ("active".into(), Problem::Choice { allowed })]
    );
    let taken = engine.import_products(owner, tenant, file.as_bytes()).await.unwrap();
    assert_eq!((taken.added, taken.changed), (1, 2));
    let products = world.products(&shop).await;
    let told: Vec<_> = products
        .iter()
        .map(|it| (it.code.as_deref(), it.name_sw.as_str(), it.name_en.as_str(), it.active))
        .collect();
    assert_eq!(
        told,
        [
            (Some("s1"), "Sukari nyeupe", "White sugar", true),
            (Some("U1"), "unga", "Flour", false),
            (Some("S2"), "Sukari", "Brown sugar", true),
        ]
    );
    assert_eq!(products[0].stock, Some(10), "the file has no such column");
}

#[tokio::test]
async fn old_spreadsheets_and_english_headings_are_read() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    // Windows-1252, tabs; a name in the business's language.
    let file = b"NAME\tPrice\tDescription\nCaf\xe9\t1,500\tMoto\n";
    let rows = preview(&world, &shop, file).await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.fate, row.product.name_sw.as_str()), (RowFate::Added, "Café"));
    assert_eq!((row.product.price.as_str(), row.product.active.as_str()), ("1,500", "on"));
}

#[tokio::test]
async fn what_is_no_list_of_products_is_refused() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let (engine, owner, tenant) = (&world.engine, &shop.owner, shop.tenant);
    let wanted = Problem::Form { wanted: "name, price, stock".into() };
    for file in [&b""[..], b"GIF89a\0\0", b"habari\nya leo\n", b"price\n3000\n"] {
        let refused = wrong(engine.preview_products(owner, tenant, file).await);
        assert_eq!(refused, [("file".into(), wanted.clone())]);
        assert!(engine.import_products(owner, tenant, file).await.is_err());
    }
    let rows: Vec<_> = (0..2001).map(|n| format!("Bidhaa {n},100\n")).collect();
    let long = format!("name,price\n{}", rows.concat());
    let refused = wrong(engine.import_products(owner, tenant, long.as_bytes()).await);
    assert_eq!(refused, [("file".into(), Problem::Rows { max: 2000 })]);
    assert_eq!(world.products(&shop).await, []);
    let (most, _) = long.trim_end().rsplit_once('\n').unwrap();
    let taken = engine.import_products(owner, tenant, most.as_bytes()).await.unwrap();
    assert_eq!((taken.added, taken.changed), (2000, 0));
}
