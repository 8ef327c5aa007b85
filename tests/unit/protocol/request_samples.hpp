#pragma once
// Each request at its fullest, and in its other forms where two members exclude each other.

#include <array>
#include <string_view>

namespace parley {

struct RequestSample {
    std::string_view frame;  // without `id`; with short ids as with_ids() knows them
    // Names of the members that must be there, between spaces.
    std::string_view required;
};

inline constexpr auto kSessionSamples = std::to_array<RequestSample>(
    {{R"({"type":"hello","token":"plt_x","cursor":"k3f9.1.88120","window":200})", " token "},
     {R"({"type":"ping"})", ""},
     {R"({"type":"ack","cursor":"k3f9.1.88120"})", " cursor "},
     {R"({"type":"presence.set","state":"away"})", " state "},
     {R"({"type":"typing","conversation":"c1","active":true})", " conversation active "},
     {R"({"type":"account.password","idempotency_key":"k","current":"old horse",)"
      R"("new":"battery!","keep_sessions":true})",
      " idempotency_key current new "}});

inline constexpr auto kWriteSamples = std::to_array<RequestSample>(
    {{R"({"type":"message.send","idempotency_key":"k","conversation":"c1","text":"hi",)"
      R"("format":"markdown","reply_to":3,"mentions":["u3","u1"],"if_rev":9,"thread":2})",
      " idempotency_key conversation text "},
     {R"({"type":"message.edit","idempotency_key":"k","conversation":"c1","seq":3,"text":"ho",)"
      R"("format":"plain","mentions":["all","u1"],"if_version":1})",
      " idempotency_key conversation seq text "},
     {R"({"type":"message.delete","idempotency_key":"k","conversation":"c1","seqs":[3,4,9],)"
      R"("reason":"not here"})",
      " idempotency_key conversation seqs "},
     {R"({"type":"message.react","idempotency_key":"k","conversation":"c1","seq":3,)"
      R"("emoji":"\ud83d\udc4d","on":true})",
      " idempotency_key conversation seq emoji on "},
     {R"({"type":"message.pin","idempotency_key":"k","conversation":"c1","seq":3,"on":false})",
      " idempotency_key conversation seq on "},
     {R"({"type":"thread.follow","idempotency_key":"k","conversation":"c1","thread":3,)"
      R"("on":true})",
      " idempotency_key conversation thread on "},
     {R"({"type":"thread.read","conversation":"c1","thread":3,"thread_seq":7})",
      " conversation thread thread_seq "},
     {R"({"type":"conversation.open","idempotency_key":"k","user":"u2"})",
      " idempotency_key user "},
     {R"({"type":"conversation.create","idempotency_key":"k","title":"T","topic":"t",)"
      R"("members":["u2","u1"],"history":"joined","post":"admins","invite":"members",)"
      R"("pin":"admins","settings":"members","join":"open","slow_ms":1000,"versions":false})",
      " idempotency_key title "},
     {R"({"type":"conversation.update","idempotency_key":"k","conversation":"c1","title":"T",)"
      R"("topic":"","history":"shared","post":"members","invite":"admins","pin":"members",)"
      R"("settings":"admins","join":"request","slow_ms":0,"versions":true,"if_rev":4})",
      " idempotency_key conversation "},
     {R"({"type":"conversation.settings","idempotency_key":"k","conversation":"c1",)"
      R"("muted":1790000000000,"pinned":true,"archived":false,"draft":"so far",)"
      R"("notify":"mentions","marked_unread":true})",
      " idempotency_key conversation "},
     {R"({"type":"conversation.settings","idempotency_key":"k","conversation":"self",)"
      R"("read_receipts":false})",
      " idempotency_key conversation read_receipts "},
     {R"({"type":"conversation.read","conversation":"c1","seq":3})", " conversation seq "},
     {R"({"type":"conversation.join","idempotency_key":"k","conversation":"c1"})",
      " idempotency_key conversation "},
     {R"({"type":"conversation.join","idempotency_key":"k","token":"plg_x"})", " idempotency_key "},
     {R"({"type":"join.decide","idempotency_key":"k","conversation":"c1","user":"u2",)"
      R"("accept":true})",
      " idempotency_key conversation user accept "},
     {R"({"type":"invite.create","idempotency_key":"k","conversation":"c1","uses":10,)"
      R"("expires_in":86400000})",
      " idempotency_key conversation "},
     {R"({"type":"invite.revoke","idempotency_key":"k","conversation":"c1","invite":7})",
      " idempotency_key conversation invite "},
     {R"({"type":"member.add","idempotency_key":"k","conversation":"c1","users":["u2","u1"]})",
      " idempotency_key conversation users "},
     {R"({"type":"member.remove","idempotency_key":"k","conversation":"c1","users":["u2"]})",
      " idempotency_key conversation users "},
     {R"({"type":"member.leave","idempotency_key":"k","conversation":"c1"})",
      " idempotency_key conversation "},
     {R"({"type":"member.role","idempotency_key":"k","conversation":"c1","user":"u2",)"
      R"("role":"admin"})",
      " idempotency_key conversation user role "},
     {R"({"type":"member.ban","idempotency_key":"k","conversation":"c1","user":"u2","on":true,)"
      R"("reason":"spam"})",
      " idempotency_key conversation user on "},
     {R"({"type":"member.mute","idempotency_key":"k","conversation":"c1","user":"u2",)"
      R"("until":1790000000000})",
      " idempotency_key conversation user until "},
     {R"({"type":"user.block","idempotency_key":"k","user":"u2","on":true})",
      " idempotency_key user on "},
     {R"({"type":"user.update","idempotency_key":"k","display_name":"Mei","status":)"
      R"({"text":"away","emoji":"x","until":1790000000000},"language":"de-CH",)"
      R"("time_zone":"Europe/Zurich"})",
      " idempotency_key "},
     {R"({"type":"device.rename","idempotency_key":"k","device":"d1","name":"phone"})",
      " idempotency_key device name "},
     {R"({"type":"device.revoke","idempotency_key":"k","device":"d1"})",
      " idempotency_key device "},
     {R"({"type":"device.revoke","idempotency_key":"k","device":"others"})",
      " idempotency_key device "}});

inline constexpr auto kReadSamples = std::to_array<RequestSample>(
    {{R"({"type":"history.get","conversation":"c1","before_seq":5,"limit":10,"thread":2})",
      " conversation "},
     {R"({"type":"log.get","conversation":"self","from_rev":1,"to_rev":9,"limit":10})",
      " conversation from_rev "},
     {R"({"type":"message.versions","conversation":"c1","seq":3,"after_version":1,"limit":9})",
      " conversation seq "},
     {R"({"type":"message.search","query":"ten","conversation":"c1","by":"u2",)"
      R"("before":1790000000000,"after":0,"limit":10})",
      " query "},
     {R"({"type":"message.search","query":"ten","before":"t4k"})", " query "},
     {R"({"type":"thread.list","conversation":"c1","unread":true,"after":"t4k","limit":10})", ""},
     {R"({"type":"receipt.list","conversation":"c1","seq":3})", " conversation seq "},
     {R"({"type":"conversation.list","after":"t4k","limit":10})", ""},
     {R"({"type":"conversation.get","conversation":"c1"})", " conversation "},
     {R"({"type":"conversation.discover","query":"lu","after":"t4k","limit":10})", ""},
     {R"({"type":"member.list","conversation":"c1","after":"t4k","limit":10})", " conversation "},
     {R"({"type":"join.list","conversation":"c1","after":"t4k","limit":10})", " conversation "},
     {R"({"type":"invite.list","conversation":"c1"})", " conversation "},
     {R"({"type":"invite.get","token":"plg_x"})", " token "},
     {R"({"type":"ban.list","conversation":"c1","after":"t4k","limit":10})", " conversation "},
     {R"({"type":"account.counts"})", ""},
     {R"({"type":"account.get"})", ""},
     {R"({"type":"user.get","users":["u1","u2"]})", " users "},
     {R"({"type":"user.search","prefix":"me","limit":10})", " prefix "},
     {R"({"type":"device.list"})", ""},
     {R"({"type":"presence.watch","users":["u1"]})", " users "}});

}  // namespace parley
