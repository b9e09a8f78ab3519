package io.hauberk.signature;

import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import io.hauberk.structured.Parameters;
import io.hauberk.structured.StructuredFields;
import java.util.Map;

/** Says what a signature is to be over ({@code Accept-Signature}, RFC 9421 §5.1). */
final class Wanted {
    private Wanted() {}

    static String field(SignatureRules rules) {
        Parameters parameters = Parameters.NONE.with("created", true).with("keyid", true);
        parameters = rules.nonceRequired() ? parameters.with("nonce", true) : parameters;
        parameters = rules.tag() == null ? parameters : parameters.with("tag", rules.tag());
        InnerList list = new InnerList(rules.components().stream().map(Item::of).toList(), parameters);
        return StructuredFields.write(Map.of("sig", list));
    }
}
