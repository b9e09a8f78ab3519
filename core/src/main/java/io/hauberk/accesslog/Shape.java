package io.hauberk.accesslog;

import io.hauberk.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a line looks like. Immutable.
 *
 * @param json whether it is JSON, else text
 * @param omitted fields to be left out
 * @param added further fields, by name
 * @param requestFields names of header fields, in lower case
 * @param responseFields likewise
 * @param shownParameters names of query parameters whose values are shown
 * @param maxLength how long a text may be, in characters
 */
record Shape(
        boolean json,
        Set<String> omitted,
        Map<String, Function<? super Exchange, ? extends @Nullable Object>> added,
        List<String> requestFields,
        List<String> responseFields,
        Set<String> shownParameters,
        int maxLength) {
    static final Shape JSON = new Shape(true, Set.of(), Map.of(), List.of(), List.of(), Set.of(), 1024);

    Line line() {
        return json ? new Line.Json(omitted, maxLength) : new Line.Text(omitted, maxLength);
    }

    Shape asText() {
        return new Shape(false, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }

    Shape omitting(Set<String> omitted) {
        return new Shape(json, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }

    Shape adding(Map<String, Function<? super Exchange, ? extends @Nullable Object>> added) {
        return new Shape(json, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }

    Shape fields(List<String> requestFields, List<String> responseFields) {
        return new Shape(json, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }

    Shape showing(Set<String> shownParameters) {
        return new Shape(json, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }

    Shape maxLength(int maxLength) {
        return new Shape(json, omitted, added, requestFields, responseFields, shownParameters, maxLength);
    }
}
