//! A number that any change of any answer changes: FNV-1a over path, kind and value of each.
//! Of a file it counts what the person chose, and not the random id that the host gave it.

use guichet_sdk::prelude::*;

pub fn of(answers: &Answers) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for (path, value) in answers.iter() {
        for byte in format!("{path}={}\n", written(value)).bytes() {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    sum
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("text {text}"),
        Value::Integer(number) => format!("integer {number}"),
        Value::Decimal(digits) => format!("decimal {digits}"),
        Value::Flag(flag) => format!("flag {flag}"),
        Value::Date(day) => format!("date {:04}-{:02}-{:02}", day.year, day.month, day.day),
        Value::Time(time) => format!("time {:02}:{:02}", time.hour, time.minute),
        Value::Choices(keys) => format!("choices {}", keys.join(",")),
        Value::Address(at) => {
            let known = [&at.commune, &at.ban_id].map(|each| each.as_deref().unwrap_or("-"));
            let place = at.position.map_or("-".to_owned(), |at| format!("{},{}", at.lat, at.lon));
            let (lines, known) = (at.lines.join("|"), known.join("|"));
            format!("address {lines}/{}/{}/{}/{known}/{place}", at.postcode, at.city, at.country)
        }
        Value::Attachments(files) => {
            let file =
                |f: &Attachment| format!(" {} {} {} {}", f.name, f.media_type, f.size, f.sha256);
            format!("files{}", files.iter().map(file).collect::<String>())
        }
        Value::Position(at) => format!("position {},{}", at.lat, at.lon),
    }
}
