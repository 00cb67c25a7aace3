//! A person with a browser and without JavaScript: fills in what a page shows, presses its
//! buttons, and knows nothing of the form but the answers.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use scraper::{ElementRef, Html, Selector};

use super::model::Case;
use super::program::Submitted;
use super::town::{PROCEDURE, Town};

/// Steps after which a form that does not come to its end is stuck.
const STEPS: usize = 200;

/// Fills in and submits a draft.
pub(super) async fn submit(client: &Client, town: &Town, case: &Case) -> Result<Submitted> {
    let start = format!("{}/procedures/{PROCEDURE}/drafts", town.url);
    let mut page = Page::read(client.post(start).form(&[("lang", "fr")]).send().await?).await?;
    let mut person = Person { case, seen: BTreeSet::new(), before: None, tried: BTreeSet::new() };
    for _ in 0..STEPS {
        if page.url.ends_with("/review") {
            person.saw_everything()?;
            return review(client, town, &page).await;
        }
        let (inputs, files) = person.fill_in(&page)?;
        page = page.post(client, town, inputs, files).await?;
    }
    bail!("the form does not end; it stands at {}", page.url)
}

async fn review(client: &Client, town: &Town, page: &Page) -> Result<Submitted> {
    ensure!(page.status == StatusCode::OK, "{}: {}", page.status, page.text);
    ensure!(page.problems.is_empty(), "the review has problems: {:?}", page.problems);
    let receipt = page.post(client, town, vec![], vec![]).await?;
    let (path, query) = receipt.url.split_once('?').context("a link to the dossier")?;
    let number = path.rsplit('/').next().context("its number")?.to_owned();
    let access_key = query.split('&').find_map(|pair| pair.strip_prefix("key="));
    let access_key = access_key.context("its access key")?.to_owned();
    ensure!(receipt.text.contains(&number), "the receipt does not say {number}");
    Ok(Submitted { number, access_key })
}

/// What is on a page.
struct Page {
    url: String,
    status: StatusCode,
    text: String,
    action: String,
    multipart: bool,
    controls: Vec<Control>,
    /// Name and value of each button that has a name.
    buttons: Vec<(String, String)>,
    problems: Vec<String>,
}

/// One input, with what it would send if nobody touched it.
#[derive(Clone, Debug)]
struct Control {
    name: String,
    kind: String,
    value: String,
    checked: bool,
}

impl Page {
    async fn read(response: Response) -> Result<Self> {
        let (status, url) = (response.status(), response.url().to_string());
        let text = response.text().await?;
        let html = Html::parse_document(&text);
        check_ids(&html).with_context(|| url.clone())?;
        let all = |selector: &str| -> Vec<ElementRef<'_>> { html.select(&css(selector)).collect() };
        let forms = all("main form");
        let form = forms.first().with_context(|| format!("{url} has no form: {status} {text}"))?;
        let (inputs, buttons) = (css("input, textarea, select"), css("button[name]"));
        let controls = form.select(&inputs).filter_map(Control::of);
        let buttons = form.select(&buttons);
        let problems = all("#problems li, p.error");
        Ok(Self {
            action: attribute(form, "action"),
            multipart: attribute(form, "enctype") == "multipart/form-data",
            controls: controls.collect(),
            buttons: buttons.map(|b| (attribute(&b, "name"), attribute(&b, "value"))).collect(),
            problems: problems.iter().map(|p| p.text().collect()).collect(),
            url,
            status,
            text,
        })
    }

    async fn post(
        &self,
        client: &Client,
        town: &Town,
        inputs: Vec<(String, String)>,
        files: Vec<(String, Part)>,
    ) -> Result<Self> {
        let post = client.post(format!("{}{}", town.url, self.action));
        let post = if self.multipart {
            // As browsers write names: as they are.
            let form = inputs
                .into_iter()
                .fold(Form::new().percent_encode_noop(), |form, (name, value)| {
                    form.text(name, value)
                });
            post.multipart(files.into_iter().fold(form, |form, (name, file)| form.part(name, file)))
        } else {
            post.form(&inputs)
        };
        Self::read(post.send().await?).await
    }

    fn has(&self, button: &str, value: &str) -> bool {
        self.buttons.iter().any(|(name, of)| name == button && of == value)
    }

    /// How many groups of a repeat there are, by the buttons that remove them.
    fn groups(&self, repeat: &str, min: u32) -> u32 {
        let count = (0..).take_while(|index| self.has("_remove", &format!("{repeat}[{index}]")));
        (count.count() as u32).max(min)
    }
}

impl Control {
    fn of(element: ElementRef<'_>) -> Option<Self> {
        let name = element.value().attr("name")?.to_owned();
        let kind = match element.value().name() {
            "input" => element.value().attr("type").unwrap_or("text").to_owned(),
            other => other.to_owned(),
        };
        let value = match kind.as_str() {
            "textarea" => element.text().collect(),
            "select" => {
                let chosen = element.select(&css("option[selected]")).next();
                chosen.map_or(String::new(), |option| attribute(&option, "value"))
            }
            _ => attribute(&element, "value"),
        };
        let checked = element.value().attr("checked").is_some();
        Some(Self { name, kind, value, checked })
    }

    fn path(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

fn attribute(element: &ElementRef<'_>, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

/// Every id is there once, and everything that names one names one that is there: labels, hints
/// and errors of a field, links of the summary.
fn check_ids(html: &Html) -> Result<()> {
    let mut ids = BTreeSet::new();
    for element in html.select(&css("[id]")) {
        let id = attribute(&element, "id");
        ensure!(ids.insert(id.clone()), "two elements have the id {id}");
    }
    let named = |selector: &str, attribute_name: &str| -> Vec<String> {
        let selector = css(selector);
        let found = html.select(&selector);
        found.map(|element| attribute(&element, attribute_name)).collect()
    };
    let fragments = named("a[href^='#']", "href").into_iter().map(|href| href[1..].to_owned());
    let described = named("[aria-describedby]", "aria-describedby");
    let described = described.iter().flat_map(|ids| ids.split_whitespace().map(str::to_owned));
    for id in named("label[for]", "for").into_iter().chain(fragments).chain(described) {
        ensure!(ids.contains(&id), "nothing has the id {id}");
    }
    Ok(())
}

/// What a page is posted with.
type Filled = (Vec<(String, String)>, Vec<(String, Part)>);

/// The person, and what they have seen of the form.
struct Person<'a> {
    case: &'a Case,
    /// Fields that were there when their page was left.
    seen: BTreeSet<String>,
    /// The page and its inputs as they were before the last step.
    before: Option<(String, BTreeSet<String>)>,
    /// Repeats to which a group too many was added, to take it away again.
    tried: BTreeSet<String>,
}

impl Person<'_> {
    fn fill_in(&mut self, page: &Page) -> Result<Filled> {
        let (mut inputs, mut files) = (Vec::new(), Vec::new());
        for control in &page.controls {
            if control.kind == "file" {
                files.extend(self.files(page, control)?);
            } else if let Some(value) = self.sent(control) {
                inputs.push((control.name.clone(), value));
            }
        }
        inputs.extend(self.button(page)?);
        Ok((inputs, files))
    }

    /// What a browser sends of an input once the person is done with it.
    fn sent(&self, control: &Control) -> Option<String> {
        let as_it_is = |checked: bool| checked.then(|| control.value.clone());
        let box_like = matches!(control.kind.as_str(), "checkbox" | "radio");
        let answer = self.case.fields.get(control.path()).and_then(Option::as_ref);
        let (Some(answer), false) = (answer, control.name.ends_with(":remove")) else {
            return as_it_is(!box_like || control.checked);
        };
        let part = control.name.split_once(':').map_or("", |(_, part)| part);
        let mut typed = answer.typed.iter().filter(|(of, _)| *of == part).map(|(_, typed)| typed);
        if box_like {
            return as_it_is(typed.any(|typed| *typed == control.value));
        }
        Some(typed.next().cloned().unwrap_or_default())
    }

    /// The files that are not there yet; without any, a browser sends an empty one.
    fn files(&self, page: &Page, control: &Control) -> Result<Vec<(String, Part)>> {
        let part = |file: &super::answer::File| {
            let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone());
            Ok((control.name.clone(), part.mime_str(file.media_type)?))
        };
        let kept = format!("{}:remove", control.name);
        let kept = page.controls.iter().any(|control| control.name == kept);
        let answer = self.case.fields.get(&control.name).and_then(Option::as_ref);
        match answer.filter(|_| !kept) {
            Some(answer) => answer.files.iter().map(part).collect(),
            None => {
                let empty = Part::bytes(vec![]).file_name("");
                Ok(vec![(control.name.clone(), empty.mime_str("application/octet-stream")?)])
            }
        }
    }

    /// The button to press: one that opens or removes a group while there are too few or too
    /// many, the one that shows the page again while it may change, and then the one that goes on.
    fn button(&mut self, page: &Page) -> Result<Option<(String, String)>> {
        let shown: BTreeSet<String> = page.controls.iter().map(|c| c.name.clone()).collect();
        let press = |name: &str, value: String| Ok(Some((name.to_owned(), value)));
        for (repeat, (min, wanted)) in &self.case.groups {
            let count = page.groups(repeat, *min);
            if count > *wanted {
                return press("_remove", format!("{repeat}[{wanted}]"));
            }
            let may_add = page.has("_add", repeat);
            if may_add && (count < *wanted || self.tried.insert(repeat.clone())) {
                return press("_add", repeat.clone());
            }
        }
        let path = page.url.split('?').next().unwrap_or_default().to_owned();
        let now = (path, shown);
        if self.before.as_ref() == Some(&now) {
            ensure!(page.status == StatusCode::OK, "{} goes not on: {:?}", page.url, page.problems);
        } else if page.has("_update", "1") {
            self.before = Some(now);
            return press("_update", "1".into());
        }
        let paths = page.controls.iter().map(|control| control.path().to_owned());
        // What begins so is the page's own.
        self.seen.extend(paths.filter(|path| !path.is_empty() && !path.starts_with('_')));
        self.before = Some(now);
        Ok(None)
    }

    /// Every field that applies was there, and no other.
    fn saw_everything(&self) -> Result<()> {
        let fields = self.case.fields.keys().filter(|path| !self.case.locked.contains(path));
        let fields: BTreeSet<String> = fields.cloned().collect();
        ensure!(
            self.seen == fields,
            "not shown: {:?}; shown without reason: {:?}",
            fields.difference(&self.seen).collect::<Vec<_>>(),
            self.seen.difference(&fields).collect::<Vec<_>>()
        );
        Ok(())
    }
}
