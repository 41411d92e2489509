//! A transcript in the words of its reader.

use app::ui::event_text;
use domain::{event::EventLine, format, i18n::I18n};
use paper::{Block, Document, Style};
use service::transcript::{Part, Transcript, What};

use super::when;

/// The pages of a transcript, with its records within. Only what is in the records is on them.
pub(super) fn document(transcript: &Transcript) -> Document {
    let i18n = I18n::of(transcript.end.language);
    let about = &transcript.about;
    let title = i18n.transcript_title(&about.case.to_string());
    let mut blocks = vec![
        block(Style::Title, title.clone()),
        block(Style::Heading, about.subject.clone()),
        block(Style::Text, format!("{} · {}", transcript.end.vendor, when(transcript, about.opened))),
    ];
    let order = about.order.map(|order| i18n.order_title(&order.to_string()));
    let tied: Vec<String> = order.into_iter().chain(about.article.clone()).collect();
    if !tied.is_empty() {
        blocks.push(block(Style::Text, tied.join(" · ")));
    }
    for (number, (hash, part)) in (1_usize..).zip(&transcript.parts) {
        let by = if part.by.is_empty() { String::new() } else { format!(" · {}", part.by) };
        let head = format!("{} · {}{by}", i18n.transcript_part(&number.to_string()), when(transcript, part.at));
        blocks.push(block(Style::Heading, head));
        blocks.extend(said(i18n, transcript, part));
        blocks.push(block(Style::Small, hash.clone()));
    }
    blocks.push(block(Style::Heading, i18n.transcript_made(&when(transcript, transcript.end.made))));
    blocks.push(block(Style::Text, i18n.transcript_chain().to_owned()));
    blocks.push(block(Style::Text, transcript.hash.clone()));
    Document {
        foot: format!("{title} · {}", transcript.end.vendor),
        title,
        language: transcript.end.language.code(),
        blocks,
        inside: Some((format!("transcript-{}.txt", about.case), transcript.lines.clone())),
    }
}

fn block(style: Style, text: String) -> Block {
    Block { style, text }
}

/// What a part says.
fn said(i18n: I18n, transcript: &Transcript, part: &Part) -> Vec<Block> {
    match &part.what {
        What::Step(event) => {
            let at = service::clock::wall(part.at, &transcript.end.zone);
            let line = EventLine { seq: 0, at, by: part.by.clone(), event: event.clone(), mine: false };
            vec![block(Style::Text, event_text(i18n, i18n.language, &line))]
        }
        What::Entry { text, files, proposal, left_out, via, .. } => {
            let via = via.iter().map(|sender| block(Style::Small, i18n.case_by_mail(sender)));
            let mut blocks: Vec<Block> = via.chain([block(Style::Text, text.clone())]).collect();
            if let Some(proposal) = proposal {
                let named = |name: &str, text: &str| block(Style::Text, format!("{name}: {text}"));
                let parts = [(i18n.case_cause(), &proposal.cause), (i18n.case_prevention(), &proposal.prevention)];
                blocks.extend(
                    parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| named(name, text)),
                );
            }
            if !files.is_empty() {
                let names =
                    files.iter().map(|file| format!("{} ({})", file.name, format::file_size(i18n.language, file.size)));
                blocks.push(block(Style::Text, i18n.transcript_files(&names.collect::<Vec<_>>().join(", "))));
            }
            blocks.extend(left_out.sentences(i18n).into_iter().map(|said| block(Style::Small, said)));
            blocks
        }
        What::Opened { entry } => {
            vec![block(Style::Text, i18n.transcript_opened(&part.by, &when(transcript, *entry)))]
        }
    }
}
