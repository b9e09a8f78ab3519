package io.hauberk.signature;

import io.hauberk.Headers;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.Member;
import io.hauberk.structured.StructuredFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signature of a request.
 *
 * @param label what {@code Signature-Input} calls it
 * @param covered what it is over, and its parameters
 * @param value the signature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
record Presented(String label, InnerList covered, byte[] value) {
    private static final int MAX_SIGNATURES = 4;
    private static final int MAX_COMPONENTS = 64;
    private static final int MAX_LENGTH = 16 * 1024;

    /** Whether the request has any. */
    static boolean any(Headers headers) {
        return headers.contains("Signature-Input") || headers.contains("Signature");
    }

    /** Those of a request, with this tag where one is wanted; null if the fields are malformed, or they are too many. */
    static @Nullable List<Presented> of(Headers headers, @Nullable String tag) {
        try {
            int length = 0;
            for (String line : headers.all("Signature-Input")) {
                length += line.length();
            }
            if (length > MAX_LENGTH) {
                return null;
            }
            Map<String, Member> inputs = StructuredFields.dictionary(headers, "Signature-Input");
            Map<String, Member> values = StructuredFields.dictionary(headers, "Signature");
            return inputs.keySet().equals(values.keySet()) ? matched(inputs, values, tag) : null;
        } catch (MalformedFieldException e) {
            return null;
        }
    }

    private static @Nullable List<Presented> matched(
            Map<String, Member> inputs, Map<String, Member> values, @Nullable String tag) {
        List<Presented> all = new ArrayList<>();
        for (Map.Entry<String, Member> each : inputs.entrySet()) {
            boolean right = each.getValue() instanceof InnerList list
                    && list.items().size() <= MAX_COMPONENTS
                    && values.get(each.getKey()) instanceof Item item
                    && item.value() instanceof Bytes;
            if (!right) {
                return null;
            }
            InnerList covered = (InnerList) each.getValue();
            Bytes value = (Bytes) ((Item) java.util.Objects.requireNonNull(values.get(each.getKey()))).value();
            if (tag == null || tag.equals(covered.parameters().get("tag", String.class))) {
                all.add(new Presented(each.getKey(), covered, value.toArray()));
            }
        }
        return all.size() > MAX_SIGNATURES ? null : all;
    }

    /** The name of its key; null where it has none. */
    @Nullable String keyId() {
        return covered.parameters().get("keyid", String.class);
    }

    /** The label and what it is over. */
    @Override
    public String toString() {
        return label + '=' + covered;
    }
}
