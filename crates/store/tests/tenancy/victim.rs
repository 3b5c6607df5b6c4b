//! A tenant with something in every corner, and a secret in all of it.

use domain::message::ConversationMode;
use domain::session::SessionEffect;
use domain::{
    AppointmentId, ClosureId, ContactId, ConversationId, Decision, DocumentId, FlowVersionId,
    ImportId, InvitationId, MessageId, OrderId, OutboxId, ProductId, QuestionId, ResourceId,
    ServiceId, SessionState, SetupRequestId, TenantId,
};
use serde_json::json;
use store::{Actor, Booker, DeviceChange, DeviceItem, Reply, Settlement, Unanswered};

use crate::calls::{self, ITEM, KIND};
use crate::rows::{self, Rows};
use crate::support::{OneByOne, World, receive, received, setup};

/// Stands in every text of the victim.
pub const SECRET: &str = "siri";

/// Writes to the victim, and to the stranger as well.
pub const CUSTOMER: &str = "+255700000001";

pub struct Victim {
    pub tenant: TenantId,
    pub conversation: ConversationId,
    pub contact: ContactId,
    /// An incoming message that waits.
    pub pending: MessageId,
    /// An outgoing message that waits.
    pub queued: MessageId,
    /// An outgoing message under way.
    pub sending: MessageId,
    pub outbox: OutboxId,
    pub request: SetupRequestId,
    pub service: ServiceId,
    pub resource: ResourceId,
    pub closure: ClosureId,
    pub booking: AppointmentId,
    /// A reminder whose time has come.
    pub due: store::DueMessage,
    pub product: ProductId,
    pub import: ImportId,
    pub order: OrderId,
    pub document: DocumentId,
    /// A question that waits for an answer.
    pub question: QuestionId,
    pub invitation: InvitationId,
    /// The owner.
    pub member: domain::team::MemberView,
    /// A version of its own flow.
    pub flow: FlowVersionId,
    rows: Rows,
}

/// A product with a picture, the file it came in, and an order of it.
async fn shop(
    tenant: &store::TenantStore,
    by: &Actor,
    worker: &store::WorkerStore,
    asked: MessageId,
) -> (ProductId, ImportId, OrderId) {
    let new = store::ImportedProduct { known: None, input: calls::product() };
    let import = tenant.import_products(by, vec![new]).await.unwrap().id;
    let product = tenant.products().await.unwrap()[0].id;
    tenant.save_product_picture(by, product, calls::picture()).await.unwrap();
    let deed = store::Deed::Order(store::OrderDeed::Place(calls::order(product)));
    let decision = Decision::Joined {};
    let placed = Settlement { deeds: vec![deed], ..Settlement::of(asked, decision) };
    worker.settle(placed).await.unwrap();
    let order = tenant.orders(domain::shop::OrderFilter::All, 9, None).await.unwrap().items[0].id;
    tenant.note_order(by, order, Some(SECRET.to_owned())).await.unwrap();
    (product, import, order)
}

/// A version of the flow, and the beginning of another.
async fn flow(tenant: &store::TenantStore, by: &Actor) -> FlowVersionId {
    tenant.save_flow_draft(by, calls::flow_draft(SECRET)).await.unwrap();
    let published = tenant.publish_flow(by, calls::publication(SECRET)).await.unwrap();
    tenant.save_flow_draft(by, calls::flow_draft(SECRET)).await.unwrap();
    published.id
}

impl Victim {
    pub async fn new(world: &World) -> Self {
        let platform = world.store.platform();
        let owner = world.owner("Siri Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        let input = store::SetupInput { business_name: "Siri Duka".to_owned(), ..setup() };
        let request = tenant.submit_setup(&owner.actor(), input).await.unwrap();
        platform.approve_request(&Actor::system(), request.id, None).await.unwrap();
        let worker = world.worker(&world.lease(owner.tenant).await);
        worker.started().await.unwrap();
        let connected = SessionState::Connected { phone: None, since: world.now() };
        worker.save_session(&connected, &[SessionEffect::TenantConnected]).await.unwrap();
        let first = receive(&worker, received("siri-1", CUSTOMER, world.now())).await;
        let reply = || Reply {
            text: "siri yetu".to_owned(),
            decision: Decision::Reply { flow: "BOOKING".into(), step: "menu".into() },
        };
        let settlement = Settlement {
            message_id: first.id,
            decision: Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() },
            flow_state: Some(Some(json!({ "step": "siri" }))),
            mode: Some(ConversationMode::Human),
            replies: vec![reply(), reply()],
            picture: None,
            deeds: Vec::new(),
            customer: store::CustomerChange::default(),
            unanswered: Some(Unanswered { text: SECRET.to_owned(), key: SECRET.to_owned() }),
            follow_ups: None,
            seen: None,
        };
        let settled = worker.settle(settlement).await.unwrap();
        let claimed = worker.claim_outbox().await.unwrap().unwrap();
        let pending = receive(&worker, received("siri-2", CUSTOMER, world.now())).await;
        tenant.save_phone_state(true, json!({ "siri": 1 })).await.unwrap();
        worker.save_device(SECRET.as_bytes()).await.unwrap();
        let item = DeviceItem { key: ITEM.to_owned(), value: SECRET.into(), stamp: 1 };
        worker.change_device_items(vec![DeviceChange::Put(KIND, item)]).await.unwrap();
        let by = owner.actor();
        let service = tenant.save_service(&by, None, calls::service()).await.unwrap().unwrap();
        let resource =
            tenant.save_resource(&by, None, calls::resource(&[service])).await.unwrap().unwrap();
        let closure = tenant
            .add_closure(&by, world.now(), world.now(), Some(SECRET.to_owned()))
            .await
            .unwrap();
        let booker = Booker { contact: Some(first.contact_id), conversation: None };
        let starts_at = world.now() + chrono::Duration::days(3);
        let new = calls::booking(service, resource, starts_at);
        let booking = tenant.book(&by, booker, new).await.unwrap().id;
        let long_ago = world.now() - chrono::Duration::hours(2);
        let missed = tenant.book(&by, booker, calls::booking(service, resource, long_ago));
        let missed = missed.await.unwrap().id;
        tenant.change_booking(&by, missed, store::BookingChange::Miss).await.unwrap();
        let due = worker.due_messages(9).await.unwrap().remove(0);
        let document = calls::document(SECRET);
        let document = tenant.save_document(&owner.actor(), None, document, None).await.unwrap();
        let question = tenant.open_questions(9).await.unwrap()[0].id;
        let invitation = tenant.invite(&by, calls::invitation(world)).await.unwrap().id;
        let member = tenant.people().await.unwrap().remove(0);
        tenant.attend(member.id, first.conversation_id, true).await.unwrap();
        let (product, import, order) = shop(&tenant, &by, &worker, pending.id).await;
        let flow = flow(&tenant, &by).await;
        let pending = receive(&worker, received("siri-3", CUSTOMER, world.now())).await;
        Self {
            invitation,
            member,
            product,
            import,
            order,
            document: document.unwrap(),
            question,
            flow,
            due,
            service,
            resource,
            closure,
            booking,
            tenant: owner.tenant,
            conversation: first.conversation_id,
            contact: first.contact_id,
            pending: pending.id,
            queued: settled.replies[1].id,
            sending: claimed.message_id,
            outbox: claimed.outbox_id,
            request: request.id,
            rows: rows::of(world, owner.tenant).await,
        }
    }

    /// Fails when the answer to a call tells anything of the victim, or the call changed anything.
    pub async fn is_unharmed_by(&self, world: &World, method: &str, answer: &str) {
        for trace in self.traces() {
            let told = answer.to_lowercase().contains(&trace);
            assert!(!told, "{method} tells '{trace}': {answer}");
        }
        let rows = rows::of(world, self.tenant).await;
        assert_eq!(rows, self.rows, "{method} changed the victim's rows");
    }

    /// What an answer about the victim would hold.
    fn traces(&self) -> Vec<String> {
        let mut traces = vec![SECRET.to_owned()];
        traces.extend([
            self.tenant.to_string(),
            self.conversation.to_string(),
            self.contact.to_string(),
            self.pending.to_string(),
            self.queued.to_string(),
            self.sending.to_string(),
            self.outbox.to_string(),
            self.request.to_string(),
            self.service.to_string(),
            self.resource.to_string(),
            self.closure.to_string(),
            self.booking.to_string(),
            self.document.to_string(),
            self.product.to_string(),
            self.import.to_string(),
            self.order.to_string(),
            self.question.to_string(),
            self.invitation.to_string(),
            self.member.id.to_string(),
            self.flow.to_string(),
        ]);
        traces
    }

    /// Whether an answer tells of the victim, to see that the search would find it.
    pub fn is_told_by(&self, answer: &str) -> bool {
        self.traces().iter().any(|trace| answer.to_lowercase().contains(trace))
    }

    /// The tables in which it has rows.
    pub fn tables(&self) -> Vec<&str> {
        self.rows.keys().map(String::as_str).collect()
    }
}
