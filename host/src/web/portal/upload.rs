//! A posted form, with or without files.

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, RawForm, Request};
use axum::http::{StatusCode, header};

use super::super::Shared;
use crate::contract::Attachment;
use crate::limits::http::{BODY, FORM_FIELDS, UPLOAD};
use crate::office::{OfficeError, Posted, Uploader};

/// Inputs and files of a posted form. Files are kept as they come.
pub(in super::super) async fn posted(
    shared: &Shared,
    uploader: Option<Uploader>,
    request: Request,
) -> Result<Posted, OfficeError> {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    if !content_type.starts_with("multipart/form-data") {
        let inputs = urlencoded(request, shared).await?;
        return Ok(Posted { inputs, uploads: vec![], refused: vec![] });
    }
    let mut parts = Multipart::from_request(request, shared)
        .await
        .map_err(|e| OfficeError::Invalid(e.body_text()))?;
    let (mut inputs, mut uploads, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if inputs.len() + uploads.len() + refused.len() >= FORM_FIELDS {
            return Err(OfficeError::TooMany(FORM_FIELDS));
        }
        if part.file_name().is_some() {
            match file(shared, uploader, part).await {
                Ok(Some(attachment)) => uploads.push((name, attachment)),
                Ok(None) => {}
                // What else the page brings is kept.
                Err(OfficeError::File(file, fault)) => refused.push((name, file, fault)),
                Err(error) => return Err(error),
            }
            continue;
        }
        let value = part.bytes().await.map_err(broken)?;
        bytes += value.len();
        if bytes > BODY {
            return Err(OfficeError::TooLarge(BODY));
        }
        let value = String::from_utf8(value.to_vec())
            .map_err(|_| OfficeError::Invalid(format!("the input {name} is not UTF-8")))?;
        inputs.push((name, value));
    }
    Ok(Posted { inputs, uploads, refused })
}

/// Nothing where no file was chosen: browsers send an empty one then.
async fn file(
    shared: &Shared,
    uploader: Option<Uploader>,
    mut part: axum::extract::multipart::Field<'_>,
) -> Result<Option<Attachment>, OfficeError> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let media_type = part.content_type().unwrap_or_default().to_owned();
    let Some(uploader) = uploader else {
        return Err(OfficeError::Invalid("this form takes no files".into()));
    };
    let mut upload = shared.office.receive(uploader, &name, &media_type)?;
    let (mut empty, mut written) = (true, Ok(()));
    // Read to its end even when it is too large: what follows it on the page is wanted.
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        empty &= piece.is_empty();
        written = written.and_then(|()| upload.write(&piece));
    }
    written?;
    if empty && name.is_empty() { Ok(None) } else { shared.office.keep(upload).await.map(Some) }
}

fn broken(error: MultipartError) -> OfficeError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => OfficeError::TooLarge(UPLOAD),
        _ => OfficeError::Invalid(error.body_text()),
    }
}

async fn urlencoded(
    request: Request,
    shared: &Shared,
) -> Result<Vec<(String, String)>, OfficeError> {
    let RawForm(body) =
        RawForm::from_request(request, shared).await.map_err(|e| match e.status() {
            StatusCode::PAYLOAD_TOO_LARGE => OfficeError::TooLarge(BODY),
            _ => OfficeError::Invalid(e.body_text()),
        })?;
    // The page may be sent with files as well, for which there is more room.
    if body.len() > BODY {
        return Err(OfficeError::TooLarge(BODY));
    }
    let mut inputs = Vec::new();
    for pair in body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        if inputs.len() >= FORM_FIELDS {
            return Err(OfficeError::TooMany(FORM_FIELDS));
        }
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let mut half = || decoded(halves.next().unwrap_or_default());
        inputs.push((half()?, half()?));
    }
    Ok(inputs)
}

/// Percent-decoding that refuses what is not UTF-8 instead of replacing it, since nothing that
/// a person typed may change on its way.
fn decoded(bytes: &[u8]) -> Result<String, OfficeError> {
    let spaced: Vec<u8> = bytes.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let decoded: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    String::from_utf8(decoded)
        .map_err(|_| OfficeError::Invalid("the form is not UTF-8 text".into()))
}
