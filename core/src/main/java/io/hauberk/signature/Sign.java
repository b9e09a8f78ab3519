package io.hauberk.signature;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Body;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.credential.Digests;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import io.hauberk.structured.Parameters;
import io.hauberk.structured.StructuredFields;
import java.io.IOException;
import java.io.InputStream;
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

/**
 * Signs requests (RFC 9421), for services that ask for it. Default: over {@code @method}, {@code @authority}, {@code @path},
 * {@code @query} and, where there is content, a {@code Content-Digest} that it computes (RFC 9530); with the time, the name
 * of the key, a nonce and the algorithm. Signatures that are there already are replaced: they were for us.
 *
 * <p>Content must be read before it is signed: what can be replayed is read twice, anything else is held in memory, 1 MB at
 * most by default. When it says no: 413 where content is longer, 500 where a header that is to be signed is missing.
 *
 * <p>Belongs innermost in the list of a service, after what changes headers. Each call is signed once; its attempts share the
 * signature. Never blocks but for reading content. Immutable, thread-safe.
 */
public final class Sign implements Filter {
    private static final String NAME = "sign";
    private static final Decision SIGNED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Rejection TOO_LONG =
            Rejection.of(NAME, 413, "unsignable-content").by("content-too-long");
    private static final Rejection UNSIGNABLE =
            Rejection.of(NAME, 500, "unsignable-request").by("component");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String keyId;
    private final SigningKey key;
    private final List<String> components;
    private final @Nullable String tag;
    private final @Nullable Duration expires;
    private final int maxContent;
    private final InstantSource clock;

    private Sign(
            String keyId,
            SigningKey key,
            List<String> components,
            @Nullable String tag,
            @Nullable Duration expires,
            int maxContent,
            InstantSource clock) {
        this.keyId = keyId;
        this.key = key;
        this.components = components;
        this.tag = tag;
        this.expires = expires;
        this.maxContent = maxContent;
        this.clock = clock;
    }

    /** Signs with a key by the name that the service knows it by. */
    public static Sign with(String keyId, SigningKey key) {
        requireWritable(keyId);
        return new Sign(keyId, key, SignatureRules.STANDARD, null, null, 1024 * 1024, InstantSource.system());
    }

    /** Reads the YAML form; see the configuration reference. */
    public static Sign from(Settings settings) {
        return SignReader.read(settings);
    }

    /** This filter, signing these components, besides the digest of content. */
    public Sign over(String... names) {
        List<String> lower = new ArrayList<>();
        for (String name : names) {
            lower.add(name.toLowerCase(Locale.ROOT));
            requireWritable(lower.get(lower.size() - 1));
        }
        if (lower.isEmpty()) {
            throw new IllegalArgumentException("A signature that is over nothing proves nothing. Name components.");
        }
        return new Sign(keyId, key, List.copyOf(lower), tag, expires, maxContent, clock);
    }

    /** @throws IllegalArgumentException if a structured field cannot hold it */
    private static void requireWritable(String text) {
        StructuredFields.write(List.of(Item.of(text)));
    }

    /** This filter with a tag: what the signature is for. */
    public Sign tag(String tag) {
        requireWritable(tag);
        return new Sign(keyId, key, components, tag, expires, maxContent, clock);
    }

    /** This filter with signatures that say when they end. */
    public Sign expiring(Duration after) {
        return new Sign(keyId, key, components, tag, after, maxContent, clock);
    }

    /** This filter, holding so many bytes of content that cannot be read twice. Default: 1 MB; 0 for none. */
    public Sign maxContent(int bytes) {
        return new Sign(keyId, key, components, tag, expires, bytes, clock);
    }

    /** This filter by another clock, for tests. */
    public Sign clock(InstantSource clock) {
        return new Sign(keyId, key, components, tag, expires, maxContent, clock);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Request ready = request.without("Signature").without("Signature-Input").without("Content-Digest");
        if (ready.body().length() != 0) {
            byte[] content = content(ready.body());
            if (content == null) {
                return refuse(request, TOO_LONG);
            }
            ready = ready.body().replayable() ? ready : ready.withBody(Body.of(content));
            if (content.length > 0) {
                ready = ready.with("Content-Digest", Digests.contentDigest(content));
            }
        }
        InnerList covered = covered(ready.headers().contains("Content-Digest"));
        byte[] base = Components.sent(ready).base(covered);
        if (base == null) {
            return refuse(request, UNSIGNABLE);
        }
        request.exchange().record(SIGNED);
        return next.handle(signed(ready, covered, base));
    }

    private byte @Nullable [] content(Body body) throws IOException {
        if (!body.replayable() && body.length() > maxContent) {
            return null;
        }
        int most = body.replayable() ? Integer.MAX_VALUE - 16 : maxContent;
        try (InputStream in = body.open()) {
            byte[] content = in.readNBytes(most);
            return content.length == most && in.read() >= 0 ? null : content;
        }
    }

    private InnerList covered(boolean digest) {
        List<Item> items = new ArrayList<>();
        components.forEach(name -> items.add(Item.of(name)));
        if (digest && !components.contains("content-digest")) {
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

    private Request signed(Request request, InnerList covered, byte[] base) {
        try {
            Item value = Item.of(Bytes.of(key.sign(base)));
            return request.with("Signature-Input", StructuredFields.write(Map.of("sig", covered)))
                    .with("Signature", StructuredFields.write(Map.of("sig", value)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that could sign when it was read cannot any more.", e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TRANSFORMATION;
    }

    @Override
    public String toString() {
        return NAME + " as " + keyId + " over " + components + " by " + key;
    }
}
