"""Instruction -> Plan: the grammar of instructions, and the refusals of what it does not understand."""
