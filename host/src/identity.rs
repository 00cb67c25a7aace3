//! Asking an OpenID provider who somebody is: authorization code with PKCE, state and nonce
//! (OpenID Connect Core 1.0; FranceConnect's profile of it). What the provider says of itself is
//! asked for at each sign-in, so that new keys of its are known at once.

mod encrypted;
mod signed;

use std::pin::Pin;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreJsonWebKeySet};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthenticationContextClass,
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, SubjectIdentifier,
    TokenResponse, UserInfoClaims, UserInfoUrl, http,
};
use serde::{Deserialize, Serialize};

pub use encrypted::{OpeningKey, Unopened};

use crate::config::Provider;
use crate::contract::{Assurance, Identity};
use crate::limits::identity::{ANSWER, TIME};
use crate::outward::{self, Unreachable};

/// A provider that can be asked.
pub struct Identities {
    provider: Provider,
    http: Http,
}

/// A sign-in under way, kept in the person's browser, sealed, until they come back.
#[derive(Serialize, Deserialize)]
pub struct SigningIn {
    state: String,
    nonce: String,
    verifier: String,
}

/// Who came back from the provider.
pub struct Vouched {
    /// What the provider calls them: theirs alone, and the same each time.
    pub subject: String,
    /// How surely it is them.
    pub assurance: Assurance,
    /// The provider's own word for that.
    pub acr: String,
    /// What it vouches for.
    pub identity: Identity,
    /// Where they sign out there.
    pub sign_out: Option<String>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The person said no there, or went back.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The answer belongs to no sign-in of this browser.
    #[error("the sign-in was begun elsewhere, or too long ago")]
    Unknown,
    /// The provider does not answer as it should. Nothing of the person's is in it.
    #[error("the identity provider: {0}")]
    Provider(String),
}

/// What FranceConnect says beside the standard claims: INSEE codes.
#[derive(Debug, Serialize, Deserialize)]
struct Birth {
    birthplace: Option<String>,
    birthcountry: Option<String>,
    /// What ProConnect has in place of a family name.
    usual_name: Option<String>,
}

impl AdditionalClaims for Birth {}

type Claims = UserInfoClaims<Birth, CoreGenderClaim>;

impl Identities {
    /// A provider that can be asked; nothing is asked yet. What it encrypts for the town is opened
    /// with the key.
    pub fn new(provider: &Provider, key: OpeningKey) -> Result<Self, String> {
        let client = outward::client(TIME)?;
        Ok(Self { provider: provider.clone(), http: Http { client, key } })
    }

    /// What people know the provider by.
    pub fn name(&self) -> &str {
        &self.provider.name
    }

    /// The provider's address.
    pub fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// The key that the provider encrypts for, as a JWK set.
    pub fn keys(&self) -> serde_json::Value {
        self.http.key.public()
    }

    /// Whether it can make as sure of somebody as this.
    pub fn reaches(&self, minimum: Assurance) -> bool {
        self.provider.acr_for(minimum).is_some()
    }

    /// Where to send somebody to sign in, and what to know them by when they come back.
    pub async fn begin(
        &self,
        minimum: Assurance,
        back: &str,
    ) -> Result<(String, SigningIn), IdentityError> {
        let client = CoreClient::from_provider_metadata(
            self.described().await?,
            ClientId::new(self.provider.client_id.clone()),
            None,
        )
        .set_redirect_uri(address(back)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge);
        for scope in &self.provider.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if let Some(acr) = self.provider.acr_for(minimum) {
            request =
                request.add_auth_context_value(AuthenticationContextClass::new(acr.to_owned()));
        }
        let (url, state, nonce) = request.url();
        let signing_in = SigningIn {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.into(), signing_in))
    }

    /// Who came back with a code.
    pub async fn finish(
        &self,
        signing_in: SigningIn,
        state: &str,
        code: &str,
        back: &str,
        home: &str,
    ) -> Result<Vouched, IdentityError> {
        use subtle::ConstantTimeEq;
        if !bool::from(signing_in.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(IdentityError::Unknown);
        }
        let metadata = self.described().await?;
        let end = metadata.additional_metadata().end_session_endpoint.clone();
        let (keys, endpoint) = (metadata.jwks().clone(), metadata.userinfo_endpoint().cloned());
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.provider.client_id.clone()),
            Some(ClientSecret::new(self.provider.client_secret.clone())),
        )
        .set_redirect_uri(address(back)?);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| said("its description", &e))?
            .set_pkce_verifier(PkceCodeVerifier::new(signing_in.verifier))
            .request_async(&self.http)
            .await
            .map_err(|e| said("the code", &e))?;
        let token = tokens
            .id_token()
            .ok_or_else(|| IdentityError::Provider("it gave no ID token".into()))?;
        let verifier = client.id_token_verifier();
        let claims = token
            .claims(&verifier, &Nonce::new(signing_in.nonce))
            .map_err(|e| said("the ID token", &e))?;
        if let Some(expected) = claims.access_token_hash() {
            let (algorithm, key) = (token.signing_alg(), token.signing_key(&verifier));
            let (Ok(algorithm), Ok(key)) = (algorithm, key) else {
                return Err(IdentityError::Provider("the ID token is not signed".into()));
            };
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                .map_err(|e| said("the access token", &e))?;
            if actual != *expected {
                return Err(IdentityError::Provider("the access token is another's".into()));
            }
        }
        let acr = claims.auth_context_ref().map(|acr| acr.as_str().to_owned()).unwrap_or_default();
        // Never guessed: a level that the town did not name vouches for nothing.
        let assurance = *self.provider.levels.get(&acr).ok_or_else(|| {
            IdentityError::Provider(format!(
                "it answered with acr {acr:?}, which [identity] levels does not name"
            ))
        })?;
        let known = self.said_of(endpoint, &keys, tokens.access_token(), claims.subject()).await?;
        let home =
            PostLogoutRedirectUrl::new(home.to_owned()).map_err(|e| said("the town's url", &e))?;
        let sign_out = end.map(|end| {
            LogoutRequest::from(end)
                .set_id_token_hint(token)
                .set_post_logout_redirect_uri(home)
                .set_state(CsrfToken::new_random())
                .http_get_url()
                .into()
        });
        Ok(Vouched {
            subject: claims.subject().to_string(),
            assurance,
            acr,
            identity: identity(&known)?,
            sign_out,
        })
    }

    /// What the provider says of somebody who signed in, in plain JSON or signed.
    async fn said_of(
        &self,
        endpoint: Option<UserInfoUrl>,
        keys: &CoreJsonWebKeySet,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<Claims, IdentityError> {
        let wrong = |what: &str| IdentityError::Provider(format!("the claims: {what}"));
        let endpoint = endpoint.ok_or_else(|| wrong("it does not say where to ask for them"))?;
        let request = http::Request::get(endpoint.as_str())
            .header(http::header::AUTHORIZATION, format!("Bearer {}", token.secret()))
            .header(http::header::ACCEPT, "application/json")
            .body(Vec::new())
            .map_err(|e| said("the claims", &e))?;
        let answer = self.http.call(request).await.map_err(|e| said("the claims", &e))?;
        if answer.status() != http::StatusCode::OK {
            return Err(wrong(&format!("it answers with status {}", answer.status())));
        }
        let kind = answer.headers().get(http::header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let claims = if kind.split(';').next().is_some_and(|kind| kind.trim() == "application/jwt")
        {
            let token = String::from_utf8_lossy(answer.body());
            let (issuer, client) = (&self.provider.issuer, &self.provider.client_id);
            signed::claims(token.trim(), keys, issuer, client).map_err(wrong)?
        } else {
            answer.into_body()
        };
        Claims::from_json::<Unreachable>(&claims, Some(subject)).map_err(|e| said("the claims", &e))
    }

    /// What the provider says of itself.
    async fn described(&self) -> Result<ProviderMetadataWithLogout, IdentityError> {
        let issuer = IssuerUrl::new(self.provider.issuer.clone())
            .map_err(|e| IdentityError::Provider(e.to_string()))?;
        ProviderMetadataWithLogout::discover_async(issuer, &self.http)
            .await
            .map_err(|e| said("its description", &e))
    }
}

/// How the provider is asked.
struct Http {
    client: reqwest::Client,
    key: OpeningKey,
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(Unreachable::of)?;
            let mut response = self.client.execute(request).await.map_err(Unreachable::of)?;
            let mut answer = HttpResponse::new(Vec::new());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            let body = outward::body(&mut response, ANSWER).await?;
            *answer.body_mut() =
                self.key.opened(body).map_err(|e| Unreachable::because(e.to_string()))?;
            Ok(answer)
        })
    }
}

fn said(what: &str, error: &dyn std::error::Error) -> IdentityError {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    IdentityError::Provider(format!("{what}: {error}{cause}"))
}

fn address(url: &str) -> Result<RedirectUrl, IdentityError> {
    RedirectUrl::new(url.to_owned()).map_err(|e| said("the town's url", &e))
}

/// The claims that procedures know.
fn identity(claims: &Claims) -> Result<Identity, IdentityError> {
    let usual_name = claims.additional_claims().usual_name.as_deref();
    let family_name = claims.family_name().and_then(|names| names.get(None));
    let family_name = family_name.map(|name| name.as_str()).or(usual_name);
    let given_names = claims.given_name().and_then(|names| names.get(None));
    let (Some(family_name), Some(given_names)) = (family_name, given_names) else {
        return Err(IdentityError::Provider("it gave no family_name or no given_name".into()));
    };
    let birth = claims.additional_claims();
    let mut places = [&birth.birthplace, &birth.birthcountry].into_iter().flatten();
    Ok(Identity {
        family_name: family_name.to_string(),
        given_names: given_names.to_string(),
        // Some civil records lack the day or the month; a part of a date is none.
        birth_date: claims.birthdate().and_then(|date| date.as_str().parse().ok()),
        birth_place: places.find(|code| !code.is_empty()).cloned(),
        email: claims.email().map(|email| email.to_string()),
    })
}
