#pragma once
// The hash chain of a conversation: one hash tells that a history is complete and unchanged.
//
//   commitment(n) = SHA-256( salt(n) ‖ data(n) )
//   chain(0)      = SHA-256( "parley chain 1" ‖ conversation id )
//   chain(n)      = SHA-256( 0x01 ‖ chain(n-1) ‖ commitment(n) ‖ header(n) )
//
// data(n) is the event's `data`, header(n) the object
// {"by","conversation","kind","rev","seq","time"}
// (`seq` only for messages), both in the canonical form of RFC 8785 and as a client sees them, so
// an auditor needs nothing but the events, the salts and SHA-256. Erasing an entry removes its data
// and salt and keeps its commitment. 0x01 is the version of this definition.

#include <memory>
#include <string_view>

#include "parley/core/id_codec.hpp"
#include "parley/store/rows.hpp"

namespace parley {

// Computes with one prepared context. One thread.
class HashChain {
  public:
    explicit HashChain(const IdCodec& ids);
    ~HashChain();
    HashChain(const HashChain&) = delete;
    HashChain& operator=(const HashChain&) = delete;

    Sha256 start(ConversationId conversation);
    Sha256 commitment(const Salt& salt, std::string_view data);
    // `entry.log` is a conversation; `entry.commitment` is set.
    Sha256 next(const Sha256& previous, const Entry& entry);
    BodyDigest digest(const Salt& salt, std::string_view canonical_request);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
    IdCodec ids_;
    std::string header_;  // reused
};

// SHA-256 of anything, for tokens.
Sha256 sha256(std::string_view bytes);

}  // namespace parley
