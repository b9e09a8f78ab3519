package io.hauberk.credential;

import io.hauberk.Headers;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.Item;
import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.Member;
import io.hauberk.structured.StructuredFields;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The digests that a request announces for its content: {@code Content-Digest} (RFC 9530), or the older {@code Digest}. */
public final class Digests {
    private static final Map<String, String> ALGORITHMS = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

    private final List<Digest> all;

    private Digests(List<Digest> all) {
        this.all = all;
    }

    /** Those of a {@code Content-Digest} field that we know; null if it is malformed, or we know none. */
    public static @Nullable Digests ofContentDigest(Headers headers) {
        List<Digest> all = new ArrayList<>();
        try {
            for (Map.Entry<String, Member> each :
                    StructuredFields.dictionary(headers, "Content-Digest").entrySet()) {
                String algorithm = ALGORITHMS.get(each.getKey());
                boolean bytes = each.getValue() instanceof Item item && item.value() instanceof Bytes;
                if (!bytes) {
                    return null;
                }
                if (algorithm != null) {
                    all.add(new Digest(algorithm, ((Bytes) ((Item) each.getValue()).value()).toArray()));
                }
            }
        } catch (MalformedFieldException e) {
            return null;
        }
        return all.isEmpty() ? null : new Digests(List.copyOf(all));
    }

    /** The one of a {@code Digest} field such as {@code SHA-256=…} (RFC 3230); null if it is anything else. */
    public static @Nullable Digests ofDigest(Headers headers) {
        List<String> lines = headers.all("Digest");
        String text = lines.size() == 1 ? lines.get(0).strip() : "";
        String algorithm = text.regionMatches(true, 0, "SHA-256=", 0, 8)
                ? "SHA-256"
                : text.regionMatches(true, 0, "SHA-512=", 0, 8) ? "SHA-512" : null;
        try {
            return algorithm == null
                    ? null
                    : new Digests(
                            List.of(new Digest(algorithm, Base64.getDecoder().decode(text.substring(8)))));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A {@code Content-Digest} of these bytes, with SHA-256. */
    public static String contentDigest(byte[] content) {
        return "sha-256=" + Bytes.of(digest("SHA-256").digest(content));
    }

    /**
     * Reads a stream to its end; holds nothing of it.
     *
     * @throws IOException if it cannot be read
     */
    public static Computed compute(InputStream in) throws IOException {
        MessageDigest digest = digest("SHA-256");
        byte[] buffer = new byte[8192];
        long length = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            length += n;
        }
        return new Computed(length, "sha-256=" + Bytes.of(digest.digest()));
    }

    /**
     * What was found out about content.
     *
     * @param length how many bytes it has
     * @param field its {@code Content-Digest}
     */
    public record Computed(long length, String field) {}

    /** Begins to check content. */
    Check check() {
        return new Check(all);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm + ", but this one has not.", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
    private record Digest(String algorithm, byte[] value) {}

    /** The digests of content that passes. */
    static final class Check {
        private final List<Digest> expected;
        private final List<MessageDigest> running;

        private Check(List<Digest> expected) {
            this.expected = expected;
            this.running =
                    expected.stream().map(each -> digest(each.algorithm())).toList();
        }

        void update(byte[] bytes, int offset, int length) {
            running.forEach(each -> each.update(bytes, offset, length));
        }

        /** Whether all of it was as announced. */
        boolean right() {
            boolean right = true;
            for (int i = 0; i < expected.size(); i++) {
                right &= MessageDigest.isEqual(
                        expected.get(i).value(), running.get(i).digest());
            }
            return right;
        }
    }
}
