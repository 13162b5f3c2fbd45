//! Lending the terminal: to the shell while the console is stopped, and to somebody's editor. Meanwhile the console hears the world, writes
//! nothing, and takes the terminal back in whatever state it was left.

use std::{io, process::ExitStatus};

use rustix::io::Errno;

use crate::{
    domain::text::Safe,
    flow::{Event, Message, effect::Ticket},
};

use super::{
    super::{
        editor::Editing,
        face::Face,
        input::Input,
        signals::{Call, Exit},
        suspend,
    },
    Console, STOPPING, Step,
};

impl<F: Face> Console<F> {
    pub(super) async fn suspend(&mut self) -> Step {
        self.stopped().await?;
        self.tell(Message::Event(Event::Resumed)).await
    }

    /// Gives the terminal to the shell, stops, and takes it again.
    pub(super) async fn stopped(&mut self) -> io::Result<()> {
        self.tty.leave();
        suspend::stop()?;
        self.signals.gone_on(STOPPING).await;
        self.take_terminal()
    }

    /// Somebody else stopped the process: the shell had the terminal, and may have changed it.
    pub(super) async fn resume(&mut self) -> Step {
        self.take_terminal()?;
        self.tell(Message::Event(Event::Resumed)).await
    }

    fn take_terminal(&mut self) -> io::Result<()> {
        self.tty.enter()?;
        let size = self.tty.size();
        self.terminal.backend_mut().resize(size);
        self.repaint()
    }

    /// Gives the terminal to an editor; what there is to say where that cannot be.
    pub(super) async fn edit(&mut self, ticket: Ticket, name: &Safe, text: &str) -> io::Result<Option<Message>> {
        if self.editing.is_some() {
            return Ok(None);
        }
        self.quiet().await?;
        self.tty.leave();
        let begun = Editing::begin(&self.tty, &self.editor, (&self.edits, name), text, ticket);
        match begun {
            Ok(editing) => {
                self.editing = Some(editing);
                Ok(None)
            }
            Err(error) => {
                self.gate.open()?;
                self.take_terminal()?;
                let edited = Err(Safe::line(&format!("no editor can be opened: {error}")));
                Ok(Some(Message::Event(Event::Edited { ticket, edited })))
            }
        }
    }

    /// Waits until nobody reads the terminal. What was typed by then was typed for nobody.
    async fn quiet(&mut self) -> io::Result<()> {
        self.gate.close()?;
        loop {
            match self.inputs.recv().await {
                Some(Input::Paused) => return Ok(()),
                Some(Input::Message(_)) => {}
                Some(Input::HangUp) | None => return Err(Errno::IO.into()),
            }
        }
    }

    /// The editor has ended.
    pub(super) async fn edited(&mut self, ended: io::Result<ExitStatus>) -> Step {
        let Some(editing) = self.editing.take() else { return Ok(None) };
        let (ticket, edited) = (editing.ticket, editing.result(&ended));
        self.tty.take_back()?;
        self.gate.open()?;
        if let Some(exit) = self.size_changed().await? {
            return Ok(Some(exit));
        }
        self.tell(Message::Event(Event::Edited { ticket, edited })).await
    }

    /// A signal while an editor has the terminal: most of them are meant for the editor.
    pub(super) async fn call_aside(&mut self, call: Call) -> Step {
        match call {
            Call::End(Exit::Interrupted) | Call::Continue | Call::Resize => {}
            Call::End(exit) => {
                // It ends with its value.
                self.editing = None;
                self.tty.take_back()?;
                return Ok(Some(exit));
            }
            Call::Stop if suspend::has_shell() => {
                suspend::stop()?;
                self.signals.gone_on(STOPPING).await;
            }
            Call::Stop => {
                if let Some(editing) = &self.editing {
                    editing.go_on();
                }
            }
        }
        Ok(None)
    }
}

/// Waits for an editor; for ever where there is none.
pub(super) async fn end_of(editing: &mut Option<Editing>) -> io::Result<ExitStatus> {
    match editing {
        Some(editing) => editing.ended().await,
        None => std::future::pending().await,
    }
}
