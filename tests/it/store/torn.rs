//! What a power cut leaves: a write-ahead log that ends anywhere. `STANCH_TEST_TORN=1` tries every sector.

use std::{fs, path::PathBuf};

use stanch::adapters::store::{Journal, Sqlite, Verification};

use super::make::{ALICE, Bed, note};

const SECTOR: usize = 512;

fn wal(path: &std::path::Path) -> PathBuf {
    path.with_file_name("stanch.db-wal")
}

#[tokio::test]
async fn a_torn_log_opens_with_everything_that_was_synced() {
    let bed = Bed::new();
    let alice = bed.console(ALICE).await;
    // How long the file was when each record was acknowledged.
    let mut synced = Vec::new();
    for n in 0..12 {
        let record = alice.store.append(alice.walk, None, &[note(&n.to_string())]).await.unwrap().remove(0);
        let length = usize::try_from(fs::metadata(wal(&bed.path())).unwrap().len()).unwrap();
        synced.push((length, record.seq));
    }
    let (database, log) = (fs::read(bed.path()).unwrap(), fs::read(wal(&bed.path())).unwrap());
    let every = if std::env::var_os("STANCH_TEST_TORN").is_some() { 1 } else { 23 };
    let first = synced[0].0;
    for cut in (first..=log.len()).step_by(SECTOR * every) {
        let image = Bed::new();
        fs::create_dir(image.path().parent().unwrap()).unwrap();
        for (file, bytes) in [(image.path(), database.as_slice()), (wal(&image.path()), &log[..cut])] {
            fs::write(&file, bytes).unwrap();
            private(&file);
        }
        let store = Sqlite::open(image.settings(ALICE)).await.unwrap();
        let Verification::Whole { head } = store.verify(None).await.unwrap() else { panic!("broken at {cut}") };
        let there = synced.iter().filter(|(length, _)| *length <= cut).map(|(_, seq)| *seq).max();
        assert!(Some(head.seq) >= there, "cut at {cut}: {there:?} was acknowledged, {} is there", head.seq);
    }
}

fn private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
