#include "parley/router/writer.hpp"

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

#include "index_pace.hpp"
#include "parley/core/assert.hpp"
#include "parley/core/mailbox.hpp"

namespace parley {
namespace {

bool has_text(const LoggedEntry& logged) {
    return logged.entry.kind == EntryKind::message ||
           logged.entry.kind == EntryKind::message_edited;
}

}  // namespace

struct Writer::Impl {
    Router& router;
    Store& store;
    CommitListener& listener;
    const Clock& clock;
    const std::function<void()> failed;
    const std::size_t batch_max;
    const std::chrono::milliseconds idle_delay;
    const std::int64_t index_slice;
    Mailbox<Command> mailbox;
    std::thread thread;

    // Keeper from here on: the writer's thread.
    std::vector<Command> taken;
    bool tidied = true;  // since the last commit
    IndexPace index_pace;

    Impl(Router& the_router, Store& the_store, CommitListener& the_listener, const Clock& the_clock,
         std::function<void()> on_failure, const Options& options)
        : router(the_router),
          store(the_store),
          listener(the_listener),
          clock(the_clock),
          failed(std::move(on_failure)),
          batch_max(options.batch_max),
          idle_delay(options.idle_delay),
          index_slice(options.index_slice),
          mailbox(options.queue_max),
          index_pace(options.index_delay, options.index_interval, options.index_pause) {}

    void run();
    bool take();
    bool process_taken();
    bool work_at_rest(bool indexes);
    bool index();
    void refuse(std::span<const Command> commands);
    void fail(std::span<const Command> waiting);
};

void Writer::Impl::run() {
    index_pace.appended(clock.steady());
    while (take()) {
        if (!process_taken()) return;
    }
}

// Waits for commands, and does meanwhile what is to be done at rest. False: nothing comes any more,
// or the store failed.
bool Writer::Impl::take() {
    for (;;) {
        const auto until_index = index_pace.patience(clock.steady());
        if (tidied && !until_index) {
            mailbox.take(taken);
            return !taken.empty();
        }
        const bool indexes = tidied || (until_index && *until_index < idle_delay);
        if (mailbox.take_for(taken, indexes ? *until_index : idle_delay)) return !taken.empty();
        if (!work_at_rest(indexes)) {
            fail({});
            return false;
        }
    }
}

// False: the store failed.
bool Writer::Impl::work_at_rest(bool indexes) {
    if (indexes) return index() && store.maintain(true);
    tidied = true;
    return store.maintain(true);
}

// One slice. False: the store failed.
bool Writer::Impl::index() {
    const Store::Indexing indexed = store.index_messages(index_slice);
    index_pace.indexed(clock.steady(), indexed.idle);
    tidied = false;
    return indexed.ok;
}

// False: the store failed, and everything that waited was answered.
bool Writer::Impl::process_taken() {
    tidied = false;
    std::span<Command> rest(taken);
    while (!rest.empty()) {
        const std::span<Command> slice = rest.first(std::min(batch_max, rest.size()));
        rest = rest.subspan(slice.size());
        const BatchPtr batch = router.process(slice, clock.wall());
        listener.committed(batch);
        if (batch->outcome == CommitOutcome::unknown) {
            fail(rest);
            return false;
        }
        const SteadyTime now = clock.steady();
        if (std::any_of(batch->entries.begin(), batch->entries.end(), has_text)) {
            index_pace.appended(now);
        }
        const bool idle = rest.empty() && mailbox.size() == 0;
        if ((index_pace.is_due_under_load(now) && !index()) || !store.maintain(idle)) {
            fail(rest);
            return false;
        }
    }
    return true;
}

// Nothing is written any more. What waits was not attempted, so that `storage_failed` is the truth.
void Writer::Impl::fail(std::span<const Command> waiting) {
    mailbox.close();
    refuse(waiting);
    std::vector<Command> late;
    mailbox.try_take(late);
    refuse(late);
    failed();
}

void Writer::Impl::refuse(std::span<const Command> commands) {
    if (!commands.empty()) listener.committed(router.refuse(commands, CommitOutcome::nothing));
}

Writer::Writer(Router& router, Store& store, CommitListener& listener, const Clock& clock,
               std::function<void()> failed, const Options& options)
    : impl_(std::make_unique<Impl>(router, store, listener, clock, std::move(failed), options)) {
    PARLEY_ASSERT(options.batch_max > 0 && options.index_slice > 0);
}

Writer::~Writer() { stop(); }

void Writer::start() {
    PARLEY_ASSERT(!impl_->thread.joinable());
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

bool Writer::push(std::vector<Command>& commands) { return impl_->mailbox.push(commands); }

std::size_t Writer::waiting() const { return impl_->mailbox.size(); }

void Writer::stop() {
    impl_->mailbox.close();
    if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace parley
