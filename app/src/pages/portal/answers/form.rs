//! The forms for an answer and for a text.

use domain::knowledge::{
    ANSWER_MAX, AnswerForm, DocumentDetail, QuestionView, TEXT_MAX, TITLE_MAX, TextForm,
};
use leptos::prelude::*;

use crate::api::answers::{SaveAnswer, SaveText};
use crate::components::{Any, Field, Icon, Post, TextArea, card, go, refusal, submit};
use crate::text::{say, use_locale};

/// A question with its answer: a new one, one that is changed, or one for a question that a customer asked; with what was
/// typed where that was refused.
pub(super) fn answer(
    changed: Option<DocumentDetail>,
    asked: Option<QuestionView>,
    typed: Option<AnswerForm>,
) -> AnyView {
    let l = use_locale();
    let post = Post::to::<SaveAnswer>();
    let error = post.error();
    let title = match changed {
        Some(_) => say!(l, answers.change),
        None => say!(l, answers.add),
    };
    let asked_id = asked.as_ref().map(|asked| asked.id.to_string()).unwrap_or_default();
    let (id, question, answer) = match changed {
        Some(changed) => (changed.document.id.to_string(), changed.document.title, changed.source),
        None => (String::new(), asked.map(|asked| asked.text).unwrap_or_default(), String::new()),
    };
    let is_this = |typed: &AnswerForm| typed.id == id && typed.asked == asked_id;
    let (question, answer) = match typed.filter(is_this) {
        Some(typed) => (typed.question, typed.answer),
        None => (question, answer),
    };
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="form[id]" value=id/>
        <input type="hidden" name="form[asked]" value=asked_id/>
        <Field id="question" name="form[question]" label=say!(l, answers.question)
            help=say!(l, answers.question_help) maxlength=TITLE_MAX filled=question error/>
        <TextArea id="answer" name="form[answer]" label=say!(l, answers.answer)
            help=say!(l, answers.answer_help) rows=4 maxlength=ANSWER_MAX filled=answer error/>
        {ends(post, "btn-save-answer")}
    };
    card(title, post.form("form", Some("answer-form"), fields.any()))
}

/// A text that is pasted, or one that is changed; with what was typed where that was refused.
pub(super) fn text(changed: Option<DocumentDetail>, typed: Option<TextForm>) -> AnyView {
    let l = use_locale();
    let post = Post::to::<SaveText>();
    let error = post.error();
    let (id, title, text) = match changed {
        Some(changed) => (changed.document.id.to_string(), changed.document.title, changed.source),
        None => (String::new(), String::new(), String::new()),
    };
    let (title, text) = match typed.filter(|typed| typed.id == id) {
        Some(typed) => (typed.title, typed.text),
        None => (title, text),
    };
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="form[id]" value=id/>
        <Field id="title" name="form[title]" label=say!(l, answers.text_title)
            help=say!(l, answers.text_title_help) maxlength=TITLE_MAX filled=title error/>
        <TextArea id="text" name="form[text]" label=say!(l, answers.text)
            help=say!(l, answers.text_help) rows=14 maxlength=TEXT_MAX filled=text error/>
        {ends(post, "btn-save-text")}
    };
    card(say!(l, answers.paste), post.form("form", Some("text-form"), fields.any()))
}

fn ends(post: Post, testid: &'static str) -> AnyView {
    let l = use_locale();
    let class = "btn btn-primary";
    view! {
        <div class="form-end">
            {submit(class, Some(Icon::Check), say!(l, answers.save), testid, post.pending())}
            {go("btn btn-quiet", "/app/answers", None, say!(l, answers.cancel), "btn-cancel")}
        </div>
    }
    .any()
}
