use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

use super::*;

const OWN: &str = "kT9vQ2xLw8ZrB4nM";

fn mask(text: &str) -> Masked {
    Door::new([OWN]).unwrap().mask(text, &mut Numbers::default()).unwrap()
}

/// As many characters of no meaning.
fn some(n: usize) -> String {
    "a8Zk3Lm9Qw1Er5Ty7Ui2Op4As6Df0Gh8Jk3Lz5Xc7Vb9Nm1Qa2Ws4Ed6Rf8Tg0YhUjIk".chars().cycle().take(n).collect()
}

/// One token of each known format.
fn tokens() -> [String; 24] {
    let upper = |n: usize| some(n).to_uppercase();
    let hex = |n: usize| "0a1b2c3d4e5f67899f".chars().cycle().take(n).collect::<String>();
    [
        format!("AKIA{}", upper(16)),
        format!("ghp_{}", some(36)),
        format!("gho_{}", some(36)),
        format!("github_pat_{}", some(60)),
        format!("glpat-{}", some(20)),
        format!("xoxb-{}", some(40)),
        format!("sk_live_{}", some(24)),
        format!("rk_test_{}", some(24)),
        format!("whsec_{}", some(32)),
        format!("AIza{}", some(35)),
        format!("ya29.{}", some(60)),
        format!("eyJ{}.eyJ{}.{}", some(20), some(30), some(43)),
        format!("sk-proj-{}", some(48)),
        format!("sk-ant-api03-{}", some(60)),
        format!("gsk_{}", some(40)),
        format!("npm_{}", some(36)),
        format!("SG.{}.{}", some(22), some(43)),
        format!("dop_v1_{}", hex(64)),
        format!("hvs.{}", some(30)),
        format!("hf_{}", some(34)),
        format!("dckr_pat_{}", some(27)),
        format!("dapi{}", hex(32)),
        format!("shpat_{}", hex(32)),
        format!("glsa_{}", some(40)),
    ]
}

/// One secret of each format, with what it stands in.
fn canaries() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for token in tokens() {
        for around in
            ["2026-11-21 ERROR refused {} by peer", "+      value: {}", "{\"k\":\"{}\"}", "curl -H X-Key:{} u"]
        {
            all.push((token.clone(), around.replacen("{}", &token, 1)));
        }
    }
    let secret = some(18);
    for around in [
        "password={}",
        "DB_PASSWORD={}",
        "export STRIPE_API_KEY='{}'",
        "db.password: {}",
        "  \"clientSecret\": \"{}\",",
        "postgres://shop:{}@db:5432/shop",
        "Authorization: Basic {}",
        "authorization: Bearer {}",
        "- name: DB_PASSWORD\n  value: {}",
        "+        - name: API_TOKEN\n+          value: \"{}\"",
        "dsn host=db user=shop password={} sslmode=off",
        "https://hooks.slack.com/services/{}0/B1",
        "AccountKey={}{}{};",
        "aws_secret_access_key = AbCd{}{}",
        "Set-Cookie: session={}",
    ] {
        all.push((secret.clone(), around.replace("{}", &secret)));
    }
    all.extend(signed());
    all
}

/// Passwords with signs in them.
fn signed() -> Vec<(String, String)> {
    let signed = [
        ("abc(def)123", "DB_PASSWORD={}"),
        ("abc(def)123", "+export DB_PASSWORD={}"),
        ("!Summer2024", "DB_PASSWORD=\"{}\""),
        ("$ecretVal99", "db.password: '{}'"),
        ("*Zx81kdfj2", "DB_PASSWORD={}"),
        ("%kd92KJs81a", "DB_PASSWORD={}"),
        ("P@ss(w0rd)99", "{\"password\":\"{}\"}"),
        ("p@ssw0rd", "postgres://u:{}@db:5432/shop"),
        ("ab/cdef9", "postgres://u:{}@db/shop"),
    ];
    signed.map(|(secret, around)| (secret.to_owned(), around.replacen("{}", secret, 1))).to_vec()
}

#[test]
fn every_known_format_is_masked_wherever_it_stands() {
    let missed: Vec<_> =
        canaries().into_iter().filter(|(secret, text)| mask(text).text.contains(secret.as_str())).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn tokens_in_base64_are_masked() {
    let missed: Vec<_> = canaries()
        .into_iter()
        .filter(|(secret, text)| text.contains(&format!("refused {secret} by")))
        .flat_map(|(secret, _)| ["", "x", "to"].map(|before| STANDARD.encode(format!("{before} {secret} and more"))))
        .filter(|encoded| mask(&format!("+  blob: {encoded}")).text.contains(&encoded[8..encoded.len() - 8]))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_data_of_a_secret_is_masked_there_and_later() {
    let mut door = Door::new([]).unwrap();
    let mut numbers = Numbers::default();
    let manifest = "kind: Secret\ndata:\n  url: aHVudGVyLTItaHVudGVy\n  zone: ZXU=\n";
    door.learn(manifest).unwrap();
    let masked = door.mask(manifest, &mut numbers).unwrap();
    assert_eq!(masked.text, "kind: Secret\ndata:\n  url: [secret#1]\n  zone: [secret#2]\n");
    let later = door.mask("ERROR refused hunter-2-hunter at eu", &mut numbers).unwrap();
    assert_eq!(later.text, "ERROR refused [secret#1] at eu");
}

#[test]
fn own_values_are_masked_in_every_look() {
    let base64 = |before: &str| STANDARD.encode(format!("{before}{OWN} and more"));
    let (head, tail) = OWN.split_at(7);
    for text in [
        format!("x{OWN}y"),
        format!("user: {}", base64("")),
        format!("user: {}", base64("a")),
        format!("user: {}", base64("ab")),
        format!("{head}\n{tail}"),
        format!("{head}\n    {tail}"),
    ] {
        let masked = mask(&text);
        assert!(masked.places == 1 && masked.text.contains("[secret#1]"), "{text} -> {masked:?}");
        assert!(!masked.text.contains(head) || !masked.text.contains(tail), "{masked:?}");
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "KeyError: 'STRIPE_API_KEY'",
        "key = os.environ[\"STRIPE_API_KEY\"]",
        "const token = process.env.STRIPE_API_KEY;",
        "-            - name: STRIPE_API_KEY\n-              valueFrom:\n-                secretKeyRef:\n-                  name: stripe\n-                  key: api-key",
        "        secretName: checkout-tls",
        "  password: {{ .Values.db.password }}",
        "token: ${{ secrets.DEPLOY_TOKEN }}",
        "ERROR invalid token: expected a string",
        "connect(password=settings.DB_PASSWORD)",
        "image: shop/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit 7c3a1f5b2d9e8f6a4c0b1d2e3f4a5b6c7d8e9f0a",
        "GET http://payments:8080/charge 500",
        "GET http://payments:8080/users?mail=ann@example.org 200",
        "    password=get_password(),",
        "token=tokens[0].value",
        "max_tokens=2000 primary_key=True",
        "password authentication failed for user \"shop\"",
    ] {
        assert_eq!(mask(text), Masked { text: text.to_owned(), places: 0 }, "{text}");
    }
}

#[test]
fn one_secret_has_one_number_and_lines_stay() {
    let door = Door::new([]).unwrap();
    let mut numbers = Numbers::default();
    let token = format!("ghp_{}", "aB3".repeat(12));
    let text = format!(
        "a {token}\n+-----BEGIN RSA PRIVATE KEY-----\n+MIIabc\n+def\n+-----END RSA PRIVATE KEY-----\n+ x {token}\n"
    );
    let masked = door.mask(&text, &mut numbers).unwrap();
    assert_eq!(masked.text.lines().count(), text.lines().count());
    assert_eq!(masked.text, "a [secret#1]\n+[secret#2]\n+\n+\n+\n+ x [secret#1]\n");
    assert_eq!((masked.places, numbers.len()), (3, 2));
    let again = door.mask(&format!("later {token}"), &mut numbers).unwrap();
    assert_eq!(again.text, "later [secret#1]");
}

#[test]
fn a_token_torn_by_a_line_break_is_masked() {
    let token = format!("ghp_{}", "aB3".repeat(12));
    let (head, tail) = token.split_at(17);
    let masked = mask(&format!("token {head}\n{tail} end"));
    assert_eq!(masked.text, "token [secret#1]\n end");
}

proptest! {
    #[test]
    fn a_known_secret_never_passes(before in ".{0,40}", after in ".{0,40}", secret in "[A-Za-z0-9/+_-]{8,40}") {
        let door = Door::new([secret.as_str()]).unwrap();
        let text = format!("{before}{secret}{after}");
        if let Ok(masked) = door.mask(&text, &mut Numbers::default()) {
            prop_assert!(!masked.text.contains(&secret), "{}", masked.text);
        }
    }

    #[test]
    fn masking_twice_changes_nothing(text in "(?s).{0,200}") {
        let door = Door::new([OWN]).unwrap();
        let once = door.mask(&text, &mut Numbers::default()).unwrap();
        let twice = door.mask(&once.text, &mut Numbers::default()).unwrap();
        prop_assert_eq!(once.text, twice.text);
    }
}
