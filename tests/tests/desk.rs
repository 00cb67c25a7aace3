//! The desk as agents use it.

use guichet_tests::honest;
use guichet_tests::server::Town;

#[tokio::test]
async fn an_agent_grants_and_the_applicant_sees_it() {
    let town = Town::honest();
    let accepted = town.api().submit("a", &honest::answers()).await.expect(201);
    let number = accepted["number"].as_str().expect("a number");
    let key = accepted["access_key"].as_str().expect("a key");
    let dossier = format!("/desk/dossiers/{number}");
    let desk = town.portal().in_english();
    let grant = format!("{dossier}/actions/grant");
    for page in ["/desk", &dossier, &format!("{dossier}/actions/grant-with-note")] {
        assert_eq!(desk.get(page).await.location(), "/desk/sign-in");
    }
    assert_eq!(desk.post(&grant, &[]).await.location(), "/desk/sign-in");

    let agent = town.agent("claude");
    for (name, password) in [("claude", "wrong"), ("nobody", &agent.password), ("claude", "")] {
        let inputs = [("name", name), ("password", password)];
        let refused = desk.post("/desk/sign-in", &inputs).await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.find("[role=alert]"), ["The name or the password is wrong."]);
    }
    let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
    let entered = desk.post("/desk/sign-in", &inputs).await;
    assert_eq!(entered.location(), "/desk");
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let queue = desk.get("/desk").await;
    assert_eq!(queue.find("tbody th"), [number]);
    assert!(queue.find("tbody td").contains(&"Under review".to_owned()), "{queue:?}");
    let page = desk.get(&dossier).await;
    assert_eq!(page.find(".actions button"), ["Grant", "Grant with a note"]);
    assert!(page.find(".timeline li li")[0].contains("An agent looks at a small shed."));
    assert!(page.find(".timeline code").contains(&"size".to_owned()));
    assert!(page.find("dd").contains(&"Zoé Martin".to_owned()));

    let noted = format!("{dossier}/actions/grant-with-note");
    assert_eq!(desk.get(&noted).await.find("textarea[name=note]").len(), 1);
    let missing = desk.post(&noted, &[("note", "")]).await;
    assert_eq!((missing.status.as_u16(), missing.find(".field.wrong").len()), (422, 1));
    assert_eq!(desk.post(&noted, &[("note", "Bien")]).await.location(), dossier);
    let page = desk.get(&dossier).await;
    assert!(page.find(".actions button").is_empty());
    assert!(page.text.contains("Message to the applicant: Shed granted"), "{page:?}");
    assert_eq!(desk.post(&grant, &[]).await.status, 409);

    let tracked = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert!(tracked.find(".status")[0].contains("Accordé"), "{tracked:?}");
    assert!(tracked.text.contains("Vous pouvez le construire."));

    // Signing out ends it, and a new password ends every session.
    desk.post("/desk/sign-out", &[]).await.location();
    assert_eq!(desk.get("/desk").await.location(), "/desk/sign-in");
    desk.post("/desk/sign-in", &inputs).await.location();
    assert_eq!(desk.get("/desk").await.status, 200);
    town.agent("claude");
    assert_eq!(desk.get("/desk").await.location(), "/desk/sign-in");
}

#[tokio::test]
async fn guessing_passwords_ends() {
    let town = Town::honest();
    town.agent("claude");
    let desk = town.portal();
    let inputs = [("name", "claude"), ("password", "wrong")];
    for _ in 0..guichet::limits::http::SIGN_IN_FAILURES {
        assert_eq!(desk.post("/desk/sign-in", &inputs).await.status, 401);
    }
    assert_eq!(desk.post("/desk/sign-in", &inputs).await.status, 429);
}
