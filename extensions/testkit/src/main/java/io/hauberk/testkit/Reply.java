package io.hauberk.testkit;

import io.hauberk.Headers;
import java.util.List;

/** What the client of a contract suite got. */
record Reply(int status, Headers headers, String text, Headers trailers) {
    /** All values of a field. */
    List<String> all(String name) {
        return headers.all(name);
    }

    /** The names only would not help in a failed assertion. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(status);
        headers.forEach(field -> text.append('\n').append(field));
        return text.append("\n\n").append(this.text).toString();
    }
}
