package io.hauberk.structured;

/** A token (RFC 9651 §3.3.4). */
public record Token(String text) {
    @Override
    public String toString() {
        return text;
    }
}
