package io.hauberk.signature;

import io.hauberk.Request;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import io.hauberk.structured.Parameters;
import io.hauberk.structured.StructuredFields;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How requests are signed. Immutable. */
record Signing(
        String keyId,
        SigningKey key,
        List<String> components,
        @Nullable String tag,
        @Nullable Duration expires,
        InstantSource clock) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Signing with(String keyId, SigningKey key) {
        requireWritable(keyId);
        return new Signing(keyId, key, SignatureRules.STANDARD, null, null, InstantSource.system());
    }

    /** @throws IllegalArgumentException if a structured field cannot hold it */
    private static void requireWritable(String text) {
        StructuredFields.write(List.of(Item.of(text)));
    }

    Signing over(List<String> names) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        if (lower.isEmpty()) {
            throw new IllegalArgumentException("A signature that is over nothing proves nothing. Name components.");
        }
        lower.forEach(Components::requireName);
        if (lower.stream().distinct().count() < lower.size()) {
            throw new IllegalArgumentException("One of the components is named twice. Name each once.");
        }
        return new Signing(keyId, key, lower, tag, expires, clock);
    }

    Signing tag(String tag) {
        requireWritable(tag);
        return new Signing(keyId, key, components, tag, expires, clock);
    }

    Signing expiring(Duration after) {
        if (after.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "A signature is good for a second at least, but this one would be for " + after + ".");
        }
        return new Signing(keyId, key, components, tag, after, clock);
    }

    Signing clock(InstantSource other) {
        return new Signing(keyId, key, components, tag, expires, other);
    }

    /** The request with a signature of its own; null if it lacks what is to be signed. */
    @Nullable Request sign(Request request) {
        InnerList covered = covered(request.headers().contains("Content-Digest"));
        byte[] base = Components.sent(request).base(covered);
        if (base == null) {
            return null;
        }
        try {
            Item value = Item.of(Bytes.of(key.sign(base)));
            return request.with("Signature-Input", StructuredFields.write(Map.of("sig", covered)))
                    .with("Signature", StructuredFields.write(Map.of("sig", value)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that could sign when it was read cannot any more.", e);
        }
    }

    private InnerList covered(boolean digest) {
        List<Item> items = new ArrayList<>();
        for (String name : components) {
            if (!name.equals("content-digest")) {
                items.add(Item.of(name));
            }
        }
        if (digest) {
            items.add(Item.of("content-digest"));
        }
        long now = clock.instant().getEpochSecond();
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        Parameters parameters = Parameters.NONE.with("created", now);
        parameters = expires == null ? parameters : parameters.with("expires", now + expires.toSeconds());
        parameters = parameters
                .with("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(random))
                .with("keyid", keyId)
                .with("alg", key.algorithm());
        return new InnerList(items, tag == null ? parameters : parameters.with("tag", tag));
    }

    @Override
    public String toString() {
        return "as " + keyId + " over " + components + " by " + key;
    }
}
