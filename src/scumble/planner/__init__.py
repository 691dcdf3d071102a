"""Instruction -> Plan: the grammar, and the checks every plan passes."""
