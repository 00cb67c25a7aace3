//! The queue and what agents do among themselves: filters, bulk actions, notes, two at once.

use guichet_tests::honest;
use guichet_tests::server::{Browser, Town};

async fn submitted(town: &Town, name: &str) -> String {
    let key = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let accepted = town.api().submit(&key, &honest::answers_of(name)).await.expect(201);
    accepted["number"].as_str().expect("a number").to_owned()
}

async fn found(desk: &Browser, query: &str) -> Vec<String> {
    let page = desk.get(&format!("/desk?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {page:?}");
    page.find("tbody th")
}

#[tokio::test]
async fn filters_find_what_they_say() {
    let column = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n\n[effects]";
    let guest = honest::saying("[effects]", column);
    let mut town = Town::start(&[("honest", honest::file(&guest))]);
    let (ada, bea) = (submitted(&town, "Ada Évrard").await, submitted(&town, "Bea Évrard").await);
    let desk = town.desk("zoe", &["--role", "agent", "--role", "supervisor"]).await;
    town.desk("ali", &[]).await;
    // The first received is due first; the last received comes first where that is asked for.
    assert_eq!(found(&desk, "").await, [ada.as_str(), &bea]);
    assert_eq!(found(&desk, "order=received").await, [bea.as_str(), &ada]);
    assert_eq!(found(&desk, "text=EVRARD+ada").await, [ada.as_str()]);
    assert_eq!(found(&desk, &format!("text={bea}")).await, [bea.as_str()]);
    assert!(found(&desk, "text=evr").await.is_empty(), "whole words only");
    assert_eq!(found(&desk, "phase=in_review").await.len(), 2);
    assert!(found(&desk, "phase=decided").await.is_empty());
    assert!(found(&desk, "due=7").await.is_empty());
    let procedure = format!("procedure={}", honest::ID);
    assert_eq!(found(&desk, &procedure).await.len(), 2);
    assert!(found(&desk, "procedure=org.example.other").await.is_empty());
    for query in ["score=x", "due=x", "phase=x"] {
        assert_eq!(desk.get(&format!("/desk?{query}")).await.status, 400, "{query}");
    }

    desk.post(&format!("/desk/dossiers/{ada}/tags"), &[("tag", " to  see ")]).await.location();
    assert_eq!(found(&desk, "tag=to+see").await, [ada.as_str()]);
    desk.post(&format!("/desk/dossiers/{bea}/assignee"), &[("to", "ali")]).await.location();
    assert_eq!(found(&desk, "whose=ali").await, [bea.as_str()]);
    assert_eq!(found(&desk, "whose=nobody").await, [ada.as_str()]);
    assert!(found(&desk, "whose=mine").await.is_empty());

    // From one dossier to the next within the list.
    let page = desk.get(&format!("/desk/dossiers/{ada}")).await;
    assert_eq!(page.find_attribute("a[rel=next]", "href"), [format!("/desk/dossiers/{bea}?")]);
    let page = desk.get(&format!("/desk/dossiers/{ada}?whose=nobody")).await;
    assert!(page.find("a[rel=next]").is_empty());

    // A filter is kept, and forgotten.
    let kept =
        desk.post("/desk/me/filters", &[("name", "Mine"), ("query", "whose=mine&tag=a+b")]).await;
    assert_eq!(kept.location(), "/desk?whose=mine&tag=a+b");
    let links = desk.get("/desk").await.find_attribute(".kept a", "href");
    assert_eq!(links, ["/desk?whose=mine&tag=a+b"]);
    desk.post("/desk/me/filters", &[("name", "Mine"), ("off", "1")]).await.location();
    assert!(desk.get("/desk").await.find(".kept a").is_empty());

    // What comes in after the page was made is counted.
    let news = desk.get("/desk").await.find_attribute("#news", "data-news").remove(0);
    assert_eq!(desk.get(&news).await.json()["new"], 0);
    submitted(&town, "Cid").await;
    assert_eq!(desk.get(&news).await.json()["text"], "One new file");

    // All of it is the same when the state is built again, and what is due soon
    // comes near: silence decides after two months, so that nothing is ever late here.
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled");
    town.wait(58);
    let desk = town.desk("zoe", &[]).await;
    assert_eq!(found(&desk, "tag=to+see&due=7").await, [ada.as_str()]);
    assert_eq!(found(&desk, "whose=ali").await, [bea.as_str()]);
    assert!(found(&desk, "due=late").await.is_empty());
}

#[tokio::test]
async fn several_at_once_have_an_outcome_each() {
    let town = Town::honest();
    let numbers = [submitted(&town, "a").await, submitted(&town, "b").await];
    let desk = town.desk("zoe", &[]).await;
    let all = |what: &'static str| {
        let mut inputs = vec![("what", what), ("query", "")];
        inputs.extend(numbers.iter().map(|number| ("number", number.as_str())));
        inputs
    };
    let taken = desk.post("/desk/bulk", &all("take")).await;
    assert_eq!(taken.find("[role=status]"), ["2 of 2 done."], "{taken:?}");
    assert_eq!(found(&desk, "whose=mine").await.len(), 2);
    desk.post(&format!("/desk/dossiers/{}/actions/grant", numbers[0]), &[]).await.location();
    let granted = desk.post("/desk/bulk", &all("action:grant")).await;
    assert_eq!(granted.find("[role=status]"), ["1 of 2 done."], "{granted:?}");
    assert!(granted.find("li")[0].contains("nothing to do"), "{granted:?}");
    // One with a form is filled in for each, and nobody hands out work who may not.
    let noted = desk.post("/desk/bulk", &all("action:grant-with-note")).await;
    assert_eq!(noted.find("[role=status]"), ["0 of 2 done."]);
    let mut inputs = all("assign");
    inputs.push(("agent", "nobody"));
    assert_eq!(desk.post("/desk/bulk", &inputs).await.find("[role=status]"), ["0 of 2 done."]);
    assert_eq!(desk.post("/desk/bulk", &[("what", "take")]).await.status, 400);
    let unknown = [("what", "take"), ("number", "000-000-000-000"), ("number", "x")];
    assert_eq!(desk.post("/desk/bulk", &unknown).await.find("[role=status]"), ["0 of 2 done."]);
}

#[tokio::test]
async fn notes_stay_inside() {
    let town = Town::honest();
    let accepted = town.api().submit("a", &honest::answers()).await.expect(201);
    let (number, key) =
        (accepted["number"].as_str().unwrap(), accepted["access_key"].as_str().unwrap());
    let desk = town.desk("zoe", &["--given-names", "Zoé", "--family-name", "Exemple"]).await;
    let page = format!("/desk/dossiers/{number}");
    let noted = desk.post(&format!("{page}/notes"), &[("text", "Called about the roof")]).await;
    assert_eq!(noted.location(), format!("{page}#notes"));
    assert_eq!(desk.post(&format!("{page}/notes"), &[("text", " ")]).await.status, 400);
    desk.post(&format!("{page}/tags"), &[("tag", "secret-tag")]).await.location();
    let seen = desk.get(&page).await;
    assert!(seen.text.contains("Called about the roof") && seen.text.contains("Zoé Exemple"));
    assert!(seen.text.contains("may ask to read them"), "what the law says stands beside it");
    let tracked = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert!(!tracked.text.contains("roof") && !tracked.text.contains("secret-tag"), "{tracked:?}");
    let program = town.api().bearing(key).get(&format!("/dossiers/{number}")).await;
    assert!(!program.text.contains("roof"), "{program:?}");
}

#[tokio::test]
async fn of_two_who_act_at_once_one_wins_and_the_other_is_told() {
    let town = Town::honest();
    let number = submitted(&town, "a").await;
    let page = format!("/desk/dossiers/{number}");
    let zoe = town.desk("zoe", &["--given-names", "Zoé", "--family-name", "Exemple"]).await;
    let ali = town.desk("ali", &["--given-names", "Ali", "--family-name", "Exemple"]).await;
    // Both look at it when it has one entry; both take an action at the same time.
    let grant = format!("{page}/actions/grant?seen=1");
    let noted = format!("{page}/actions/grant-with-note?seen=1");
    let form = ali.get(&noted).await;
    assert_eq!(form.find_attribute("form[method=post]", "action"), [noted.as_str()]);
    let inputs = [("note", "My careful note")];
    let (first, second) = tokio::join!(zoe.post(&grant, &[]), ali.post(&noted, &inputs));
    let won = [first.status.as_u16(), second.status.as_u16()];
    assert!(won == [303, 409] || won == [409, 303], "{won:?}");
    let (lost, winner) =
        if won[0] == 303 { (&second, "Zoé Exemple") } else { (&first, "Ali Exemple") };
    let told = lost.find("#problems li");
    assert!(told[0].starts_with("This file changed"), "{told:?}");
    assert!(told[1].contains(winner) && told[1].contains("Granted"), "{told:?}");
    // What was typed for what is not open any more is there to be copied.
    let late = ali.post(&noted, &inputs).await;
    assert_eq!(late.status, 409);
    assert!(late.find("main dd").contains(&"My careful note".to_owned()), "{late:?}");
    // Who looked at it as it is, and comes too late for nothing, is told so too.
    assert_eq!(zoe.post(&grant, &[]).await.status, 409);
}
