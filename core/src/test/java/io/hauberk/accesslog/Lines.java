package io.hauberk.accesslog;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.testkit.VirtualTime;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log in memory, in virtual time. */
final class Lines {
    final VirtualTime time = VirtualTime.still();
    final List<String> all = new ArrayList<>();
    long chance;

    AccessLog json() {
        return in(AccessLog.json());
    }

    AccessLog in(AccessLog log) {
        return log.to(all::add).by(time, () -> chance);
    }

    String only() {
        if (all.size() != 1) {
            throw new AssertionError("One line was expected, but: " + all);
        }
        return all.get(0);
    }

    /** The one line, read by a JSON parser that is not ours. */
    Map<String, Object> read() {
        try {
            return JSONObjectUtils.parse(only());
        } catch (ParseException e) {
            throw new AssertionError("No JSON: " + only(), e);
        }
    }
}
