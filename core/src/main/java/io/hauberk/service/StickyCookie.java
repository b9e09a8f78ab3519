package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that leads a caller back to the endpoint where it was before. It is set on the answer of a call that had
 * none, or whose endpoint would not do any more: out, about to leave, tried in vain, or gone. Its value is a keyed hash of
 * the endpoint's {@link io.hauberk.discovery.Endpoint#hashKey() hash key}: the same in each gateway, and with a {@link
 * #key(String)} of your own nobody can find out the address from it. Always {@code HttpOnly}. Immutable, thread-safe.
 */
public final class StickyCookie {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x3A\\x3C-\\x7E]*");

    /** What {@code SameSite} says. */
    public enum SameSite {
        /** Sent from the same site only. */
        STRICT("Strict"),
        /** Also when a link leads here. The default. */
        LAX("Lax"),
        /** Always; implies {@code Secure}. */
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    private final String name;
    private final @Nullable Duration ttl;
    private final String path;
    private final boolean secure;
    private final SameSite sameSite;
    private final String key;

    private StickyCookie(
            String name, @Nullable Duration ttl, String path, boolean secure, SameSite sameSite, String key) {
        this.name = name;
        this.ttl = ttl;
        this.path = path;
        this.secure = secure;
        this.sameSite = sameSite;
        this.key = key;
    }

    /**
     * A cookie of that name, for {@code /}, until the browser is closed.
     *
     * @param name a token of RFC 9110
     */
    public static StickyCookie named(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a cookie: take letters, digits, - and _.");
        }
        return new StickyCookie(name, null, "/", false, SameSite.LAX, "");
    }

    /** It is forgotten after this time, counted from when it was set; at least 1 s. Default: when the browser is closed. */
    public StickyCookie ttl(Duration ttl) {
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("A cookie lives for 1 s at least, but this one would for " + ttl + ".");
        }
        return new StickyCookie(name, ttl, path, secure, sameSite, key);
    }

    /** It is sent for this path and below. Default: {@code /}. */
    public StickyCookie path(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is no path for a cookie: it begins with a slash, and has"
                            + " neither spaces nor semicolons.");
        }
        return new StickyCookie(name, ttl, path, secure, sameSite, key);
    }

    /** It is sent over https only. Default: if the request that it is set for came over https. */
    public StickyCookie secure() {
        return new StickyCookie(name, ttl, path, true, sameSite, key);
    }

    /** Whether it is sent along from other sites. Default: {@link SameSite#LAX}. */
    public StickyCookie sameSite(SameSite sameSite) {
        return new StickyCookie(name, ttl, path, secure, sameSite, key);
    }

    /** A secret that keeps addresses from being guessed; the same for all gateways. Default: none. */
    public StickyCookie key(String secret) {
        return new StickyCookie(name, ttl, path, secure, sameSite, secret);
    }

    /** Reads {@code sticky: { cookie: name }}; null if that has a fault. */
    static @Nullable StickyCookie from(Settings settings) {
        String name = settings.requiredText("cookie");
        Duration ttl = settings.duration("ttl");
        String path = settings.text("path");
        boolean secure = settings.flag("secure", false);
        String sameSite = settings.word("sameSite", "lax", Set.of("strict", "lax", "none"));
        String key = settings.text("secret");
        try {
            StickyCookie read = named(name).sameSite(SameSite.valueOf(sameSite.toUpperCase(Locale.ROOT)));
            read = ttl == null ? read : read.ttl(ttl);
            read = path == null ? read : read.path(path);
            read = secure ? read.secure() : read;
            return key == null ? read : read.key(key);
        } catch (IllegalArgumentException e) {
            if (!name.isEmpty()) {
                settings.fault("cookie", String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    String key() {
        return key;
    }

    /** The field {@code Set-Cookie} for a value. */
    String field(String value, boolean https) {
        StringBuilder field = new StringBuilder(name)
                .append('=')
                .append(value)
                .append("; Path=")
                .append(path);
        if (ttl != null) {
            field.append("; Max-Age=").append(ttl.toSeconds());
        }
        if (secure || https || sameSite == SameSite.NONE) {
            field.append("; Secure");
        }
        return field.append("; HttpOnly; SameSite=").append(sameSite.text).toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StickyCookie that
                && name.equals(that.name)
                && Objects.equals(ttl, that.ttl)
                && path.equals(that.path)
                && secure == that.secure
                && sameSite == that.sameSite
                && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, ttl, path, secure, sameSite, key);
    }

    /** Its name alone: the key is a secret. */
    @Override
    public String toString() {
        return name;
    }
}
