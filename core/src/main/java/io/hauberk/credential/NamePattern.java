package io.hauberk.credential;

import io.hauberk.identity.SpiffeId;
import org.jspecify.annotations.Nullable;

/**
 * Which names in certificates are meant: one, or with a star at the end all that begin alike, or, of subjects, with a star at
 * the beginning all that end with these attributes: {@code *,O=Shop,C=DE}. No text that somebody puts into one attribute can
 * pass for two, and a SPIFFE ID is no subject. Immutable.
 */
public final class NamePattern {
    private static final String SPIFFE = "spiffe://";

    private final String text;
    private final boolean beginning;
    private final boolean end;

    private NamePattern(String text, boolean beginning, boolean end) {
        this.text = text;
        this.beginning = beginning;
        this.end = end;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none, or fits everybody; the message says why
     */
    public static NamePattern of(String pattern) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("A name in a certificate is not empty, but this one is. Remove it.");
        }
        int star = pattern.indexOf('*');
        if (star < 0) {
            return new NamePattern(pattern, false, false);
        }
        String fault = fault(pattern, star);
        if (fault != null) {
            throw new IllegalArgumentException('"' + pattern + "\" " + fault);
        }
        return star == 0
                ? new NamePattern(pattern.substring(1), false, true)
                : new NamePattern(pattern.substring(0, star), true, false);
    }

    private static @Nullable String fault(String pattern, int star) {
        int last = pattern.length() - 1;
        if (star != pattern.lastIndexOf('*') || star > 0 && star < last) {
            return "has a star where none may be. A name is exact, or has one star: spiffe://shop/ns/prod/*, or"
                    + " *,O=Shop,C=DE.";
        }
        String before = pattern.substring(0, star);
        if (last == 0 || star > 0 && SPIFFE.startsWith(before)) {
            return "accepts everyone with any certificate. Name a trust domain and the beginning of a path, such as"
                    + " \"spiffe://shop/ns/prod/*\".";
        }
        if (star == 0) {
            return pattern.startsWith("*,") && pattern.indexOf('=') > 2
                    ? null
                    : "would fit names that somebody makes up for it. After a star at the beginning come a comma and"
                            + " whole attributes of a subject, such as \"*,O=Shop,C=DE\".";
        }
        if (before.startsWith(SPIFFE)) {
            return SpiffeId.fault(before + 'x') == null
                    ? null
                    : "would fit other trust domains, or no SPIFFE ID at all. Write the trust domain out, and a slash"
                            + " behind it, such as \"spiffe://shop/ns/prod/*\".";
        }
        return before.indexOf('=') > 0 ? null : "fits neither a SPIFFE ID nor a subject, such as \"CN=bob,*\".";
    }

    /** Whether a stored name, which may be a pattern, fits; one that is no pattern fits nobody. */
    public static boolean fits(String stored, String name) {
        if (stored.indexOf('*') < 0) {
            return stored.equals(name);
        }
        int star = stored.indexOf('*');
        return fault(stored, star) == null && of(stored).matches(name);
    }

    /** Whether the name fits. */
    public boolean matches(String name) {
        if (beginning) {
            return name.length() > text.length() && name.startsWith(text);
        }
        if (end) {
            return !name.startsWith(SPIFFE) && name.endsWith(text) && separates(name, name.length() - text.length());
        }
        return name.equals(text);
    }

    /** Whether the comma there stands between attributes, and is not escaped as part of one (RFC 2253 §2.4). */
    private static boolean separates(String name, int comma) {
        int backslashes = 0;
        while (backslashes < comma && name.charAt(comma - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return comma > 0 && backslashes % 2 == 0;
    }

    /** Whether it stands for one name only. */
    public boolean exact() {
        return !beginning && !end;
    }

    @Override
    public String toString() {
        return (end ? "*" : "") + text + (beginning ? "*" : "");
    }
}
