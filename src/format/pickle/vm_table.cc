// Every opcode of the protocols 0 to 5 (Python's Lib/pickletools.py), by name.
#include <array>

#include "format/pickle/vm.h"

namespace slipway::format::pickle {

const Vm::Entry Vm::kEntries[] = {
    // protocol 0
    {'(', {"MARK", &Vm::op_mark}},
    {'.', {"STOP", &Vm::op_stop}},
    {'0', {"POP", &Vm::op_refused}},
    {'2', {"DUP", &Vm::op_refused}},
    {'F', {"FLOAT", &Vm::op_float_text}},
    {'I', {"INT", &Vm::op_int_text}},
    {'L', {"LONG", &Vm::op_long_text}},
    {'N', {"NONE", &Vm::op_none}},
    {'P', {"PERSID", &Vm::op_refused}},
    {'R', {"REDUCE", &Vm::op_reduce}},
    {'S', {"STRING", &Vm::op_string_text}},
    {'V', {"UNICODE", &Vm::op_unicode_text}},
    {'a', {"APPEND", &Vm::op_append}},
    {'b', {"BUILD", &Vm::op_build}},
    {'c', {"GLOBAL", &Vm::op_global}},
    {'d', {"DICT", &Vm::op_from_mark<Tag::kDict>}},
    {'g', {"GET", &Vm::op_get_text}},
    {'i', {"INST", &Vm::op_refused}},
    {'l', {"LIST", &Vm::op_from_mark<Tag::kList>}},
    {'p', {"PUT", &Vm::op_put_text}},
    {'s', {"SETITEM", &Vm::op_setitem}},
    {'t', {"TUPLE", &Vm::op_from_mark<Tag::kTuple>}},
    // protocol 1
    {'1', {"POP_MARK", &Vm::op_refused}},
    {'G', {"BINFLOAT", &Vm::op_float}},
    {'J', {"BININT", &Vm::op_int<std::int32_t>}},
    {'K', {"BININT1", &Vm::op_int<std::uint8_t>}},
    {'M', {"BININT2", &Vm::op_int<std::uint16_t>}},
    {'Q', {"BINPERSID", &Vm::op_refused}},
    {'T', {"BINSTRING", &Vm::op_string<std::int32_t>}},
    {'U', {"SHORT_BINSTRING", &Vm::op_string<std::uint8_t>}},
    {'X', {"BINUNICODE", &Vm::op_text<std::uint32_t, Tag::kString>}},
    {'e', {"APPENDS", &Vm::op_appends}},
    {'h', {"BINGET", &Vm::op_get<std::uint8_t>}},
    {'j', {"LONG_BINGET", &Vm::op_get<std::uint32_t>}},
    {'o', {"OBJ", &Vm::op_refused}},
    {'q', {"BINPUT", &Vm::op_put<std::uint8_t>}},
    {'r', {"LONG_BINPUT", &Vm::op_put<std::uint32_t>}},
    {'u', {"SETITEMS", &Vm::op_setitems}},
    {')', {"EMPTY_TUPLE", &Vm::op_empty_tuple}},
    {']', {"EMPTY_LIST", &Vm::op_empty_list}},
    {'}', {"EMPTY_DICT", &Vm::op_empty_dict}},
    // protocol 2
    {0x80, {"PROTO", &Vm::op_proto}},
    {0x81, {"NEWOBJ", &Vm::op_newobj}},
    {0x82, {"EXT1", &Vm::op_refused}},
    {0x83, {"EXT2", &Vm::op_refused}},
    {0x84, {"EXT4", &Vm::op_refused}},
    {0x85, {"TUPLE1", &Vm::op_tuple_of<1>}},
    {0x86, {"TUPLE2", &Vm::op_tuple_of<2>}},
    {0x87, {"TUPLE3", &Vm::op_tuple_of<3>}},
    {0x88, {"NEWTRUE", &Vm::op_true}},
    {0x89, {"NEWFALSE", &Vm::op_false}},
    {0x8a, {"LONG1", &Vm::op_long<std::uint8_t>}},
    {0x8b, {"LONG4", &Vm::op_long<std::int32_t>}},
    // protocol 3
    {'B', {"BINBYTES", &Vm::op_text<std::uint32_t, Tag::kBytes>}},
    {'C', {"SHORT_BINBYTES", &Vm::op_text<std::uint8_t, Tag::kBytes>}},
    // protocol 4
    {0x8c, {"SHORT_BINUNICODE", &Vm::op_text<std::uint8_t, Tag::kString>}},
    {0x8d, {"BINUNICODE8", &Vm::op_text<std::uint64_t, Tag::kString>}},
    {0x8e, {"BINBYTES8", &Vm::op_text<std::uint64_t, Tag::kBytes>}},
    {0x8f, {"EMPTY_SET", &Vm::op_empty_set}},
    {0x90, {"ADDITEMS", &Vm::op_additems}},
    {0x91, {"FROZENSET", &Vm::op_from_mark<Tag::kSet>}},
    {0x92, {"NEWOBJ_EX", &Vm::op_newobj_ex}},
    {0x93, {"STACK_GLOBAL", &Vm::op_stack_global}},
    {0x94, {"MEMOIZE", &Vm::op_memoize}},
    {0x95, {"FRAME", &Vm::op_frame}},
    // protocol 5
    {0x96, {"BYTEARRAY8", &Vm::op_text<std::uint64_t, Tag::kBytes>}},
    {0x97, {"NEXT_BUFFER", &Vm::op_refused}},
    {0x98, {"READONLY_BUFFER", &Vm::op_refused}},
};

const Vm::Opcode* Vm::opcode_table() {
  static const std::array<Opcode, 256> table = [] {
    std::array<Opcode, 256> all{};
    for (const Entry& entry : kEntries) all[entry.code] = entry.opcode;
    return all;
  }();
  return table.data();
}

}  // namespace slipway::format::pickle
