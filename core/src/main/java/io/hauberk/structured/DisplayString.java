package io.hauberk.structured;

/** A text for people, in Unicode (RFC 9651 §3.3.8). */
public record DisplayString(String text) {}
