//! A peer that every machine has: kube-rs as its guide shows it, a reflector of typed pods, as a process of its own.

use std::{future::ready, process::Command};

use futures::TryStreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::{
    Api, Client, Config,
    runtime::{WatchStreamExt, reflector, watcher},
};

/// What a figure calls it.
pub const NAME: &str = "kube-rs reflector of typed pods";

/// This program, as a reflector of a server's pods.
pub fn command(address: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["reflect", address]);
    Ok(command)
}

/// Keeps a server's pods until it is killed.
pub fn reflect(address: &str) -> anyhow::Result<()> {
    // Whoever installed one already was right too.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let client = Client::try_from(Config::new(format!("http://{address}").parse()?))?;
        let (_store, writer) = reflector::store();
        let pods = watcher(Api::<Pod>::all(client), watcher::Config::default());
        reflector(writer, pods).default_backoff().touched_objects().try_for_each(|_| ready(Ok(()))).await?;
        Ok(())
    })
}
