package io.hauberk.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway would do with a request.
 *
 * @param route the name of the route, or null if none matches
 * @param match the match that won, or null
 * @param stages the filters it would pass, outermost first; below each, indented, what it would say of the request, as far
 *     as that is known
 * @param target what would answer it
 */
public record Explanation(@Nullable String route, @Nullable String match, List<String> stages, String target) {
    Explanation through(List<String> more) {
        List<String> all = new ArrayList<>(stages);
        all.addAll(more);
        return new Explanation(route, match, List.copyOf(all), target);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("route: ").append(route == null ? "none" : route);
        if (match != null) {
            text.append(" (").append(match).append(')');
        }
        stages.forEach(stage ->
                text.append(stage.startsWith(" ") ? "\n      " : "\n  through ").append(stage.strip()));
        return text.append("\n  to ").append(target).toString();
    }
}
