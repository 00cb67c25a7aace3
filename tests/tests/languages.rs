//! A third language from one file, written from right to left.

use guichet_tests::guest::repository;
use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::Town;

/// A town that speaks Arabic too.
fn town(more: &str) -> Town {
    let town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    let arabic = repository().join("tests/languages/ar.ftl");
    std::fs::copy(arabic, town.config().with_file_name("ar.ftl")).expect("ar.ftl");
    let config = std::fs::read_to_string(town.config()).expect("guichet.toml");
    let config = config.replace("[town]\n", "[town]\nlanguages = [\"ar.ftl\"]\n");
    town.replace_config(&format!("{config}\n{more}"));
    town
}

#[tokio::test]
async fn a_third_language_comes_from_one_file() {
    let post = Post::start();
    let mut town = town(&post.config());
    town.restart();
    let browser = town.portal();
    let page = browser.get("/?lang=ar").await;
    assert_eq!(page.find_attribute("html", "lang"), ["ar"]);
    assert_eq!(page.find_attribute("html", "dir"), ["rtl"]);
    assert_eq!(page.find("h1"), ["الإجراءات عبر الإنترنت"]);
    assert_eq!(page.find("nav a"), ["Français", "English"], "and the third is this one");
    assert_eq!(browser.get("/?lang=fr").await.find("nav a"), ["English", "العربية"]);
    // What the file lacks is said in French; what the procedure says is marked as French.
    assert!(page.find("footer").join(" ").contains("Accessibilité"), "{page:?}");
    let procedure = browser.get(&format!("/procedures/{}?lang=ar", honest::ID)).await;
    assert_eq!(procedure.find("h1 span[lang='fr'][dir='ltr']"), ["Abri de jardin"]);
    // A browser that asks for it gets it.
    let request = guichet_tests::server::client().get(format!("{}/", town.address()));
    let asked = request.header("Accept-Language", "ar-MA, en;q=0.5").send().await;
    let text = asked.expect("an answer").text().await.expect("a page");
    assert!(text.contains("lang=\"ar\" dir=\"rtl\""), "{text}");

    // Switching keeps the draft; dates, the receipt and the letter follow.
    let draft = browser.begin().await;
    let who = [("who.name", "Zoé"), ("who.email", "zoe@example.org")];
    browser.post(&format!("{draft}/who"), &who).await;
    let page = browser.get(&format!("{draft}/who?lang=ar")).await;
    assert_eq!(page.find_attribute("input[name='who.name']", "value"), ["Zoé"]);
    assert_eq!(page.find(".buttons button"), ["متابعة"]);
    let wrong = browser.post(&format!("{draft}/what"), &[]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.find(".summary h2").contains(&"هناك ما يجب تصحيحه".to_owned()), "{wrong:?}");
    browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    let tracked = browser.get(submitted.location()).await;
    assert_eq!(tracked.find_attribute("html", "dir"), ["rtl"]);
    assert!(tracked.find("h1").contains(&"لقد استلمنا ملفك".to_owned()), "{tracked:?}");
    let letter = &post.wait("zoe@example.org", 1)[0];
    assert!(letter.contains("رقم الملف") && letter.contains("dir=\"rtl\""), "{letter}");
}

#[test]
fn a_language_file_that_cannot_be_used_is_refused_in_one_line() {
    let mut town = town("");
    let file = town.config().with_file_name("ar.ftl");
    let good = std::fs::read_to_string(&file).expect("ar.ftl");
    for (bad, says) in [
        ("no-such-key = x\n".to_owned(), "no-such-key"),
        (good.replace("rtl", "down"), "language-direction"),
        (format!("{good}\nstep = {{ $nothing }}\n"), "step"),
        ("{ { {".to_owned(), "line 1"),
        ("x".repeat(300 << 10), "262144"),
    ] {
        std::fs::write(&file, bad).expect("ar.ftl");
        assert!(town.try_start().is_err());
        let said = town.command(&["serve", "--listen", "127.0.0.1:0"]);
        let complaint = said.complaint();
        assert!(complaint.contains("ar.ftl") && complaint.contains(says), "{complaint}");
    }
    std::fs::write(&file, good).expect("ar.ftl");
    town.restart();
}
