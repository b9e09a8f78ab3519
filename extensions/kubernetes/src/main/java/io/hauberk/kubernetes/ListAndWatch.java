package io.hauberk.kubernetes;

import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.json.Tree;
import io.hauberk.registry.Incoming;
import io.hauberk.registry.Origin;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the slices, then watches them from the version of the list on; bookmarks move that version. Where the server no
 * longer knows it (410), or will not watch from there for another reason than who we are and how busy it is, they are listed
 * anew: a version may be of a time before a backup was restored. A watch that only ends goes on from where it was.
 */
final class ListAndWatch implements Rounds.Look {
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration PAGE = Duration.ofSeconds(30);
    private static final int PAGE_SIZE = 500;
    private static final int MAX_PAGE = 32 << 20;
    private static final int MAX_PAGES = 40;
    private static final int MAX_EVENT = 4 << 20;
    /** What says nothing about the version: our token, our role, or that it is too much at the moment. */
    private static final Set<Integer> KEEPS = Set.of(401, 403, 429);

    private static final Duration AFTER_GONE = Duration.ofSeconds(1);

    private final Watcher watcher;
    private final Target target;
    private final Api api;
    private final Origin origin;
    private final Slices slices;
    /** From where to watch; null where all is to be listed. */
    private @Nullable String version;

    ListAndWatch(Watcher watcher, Target target, Api api, Origin origin) {
        this.watcher = watcher;
        this.target = target;
        this.api = api;
        this.origin = origin;
        this.slices = new Slices(target, new Sieve(watcher.service(), "Kubernetes"));
    }

    @Override
    public Duration look(Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        try {
            if (version == null) {
                version = list();
                found.accept(slices.endpoints(watcher.scheme()));
            }
            watch(version, found);
            return Duration.ZERO;
        } catch (Gone e) {
            version = null;
            return AFTER_GONE;
        }
    }

    private String path() throws IOException {
        String namespace = target.namespace() == null ? Api.ownNamespace() : target.namespace();
        return "/apis/discovery.k8s.io/v1/namespaces/" + namespace
                + "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + target.service();
    }

    private String list() throws IOException, InterruptedException, Gone {
        slices.clear();
        String next = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            Tree list = page(path() + "&limit=" + PAGE_SIZE + next);
            for (Tree slice : list.at("items").elements()) {
                slices.put(slice);
            }
            String more = list.at("metadata", "continue").text();
            if (more == null) {
                String listed = list.at("metadata", "resourceVersion").text();
                if (listed == null || !list.at("items").isList()) {
                    throw nonsense("list");
                }
                return listed;
            }
            next = "&continue=" + URLEncoder.encode(more, StandardCharsets.UTF_8);
        }
        throw new IOException("Kubernetes gives the slices of " + target.service() + " in more than " + MAX_PAGES
                + " pages, which is more than makes sense.");
    }

    private Tree page(String target) throws IOException, InterruptedException, Gone {
        try (Incoming answer = origin.get(target, api.headers(), HEAD)) {
            String text = answer.text(MAX_PAGE, PAGE);
            require(answer, text);
            return Tree.object(text);
        }
    }

    private void watch(String from, Consumer<List<Endpoint>> found) throws IOException, InterruptedException, Gone {
        // Varied, so that not all watches of a fleet end at once.
        long seconds = 240 + (long) (watcher.jitter() * 60);
        String query = "&watch=true&allowWatchBookmarks=true&resourceVersion="
                + URLEncoder.encode(from, StandardCharsets.UTF_8) + "&timeoutSeconds=" + seconds;
        Duration patience = Duration.ofSeconds(seconds + 30);
        try (Incoming answer = origin.get(path() + query, api.headers(), HEAD)) {
            if (answer.status() != 200) {
                version = KEEPS.contains(answer.status()) ? version : null;
                require(answer, answer.text(MAX_EVENT, PAGE));
            }
            // Nothing else says after a failure that all is well again.
            found.accept(slices.endpoints(watcher.scheme()));
            for (String line = answer.line(MAX_EVENT, patience);
                    line != null;
                    line = answer.line(MAX_EVENT, patience)) {
                if (event(Tree.object(line))) {
                    found.accept(slices.endpoints(watcher.scheme()));
                }
            }
        }
    }

    /** Whether the slices changed by it. */
    private boolean event(Tree event) throws IOException, Gone {
        Tree object = event.at("object");
        String type = event.at("type").text("");
        if (type.equals("ERROR")) {
            if (object.at("code").number(0) == 410) {
                throw new Gone();
            }
            version = null;
            throw new IOException(
                    "Kubernetes ended the watch: " + object.at("message").text("no reason given") + ".");
        }
        String now = object.at("metadata", "resourceVersion").text();
        if (now == null) {
            throw nonsense("watch");
        }
        // What cannot be taken is not passed over: then all is listed anew.
        version = null;
        switch (type) {
            case "ADDED", "MODIFIED" -> slices.put(object);
            case "DELETED" -> slices.remove(object);
            case "BOOKMARK" -> {}
            default -> throw nonsense("watch");
        }
        version = now;
        return !type.equals("BOOKMARK");
    }

    private void require(Incoming answer, String text) throws IOException, Gone {
        switch (answer.status()) {
            case 200 -> {}
            case 410 -> throw new Gone();
            case 401 ->
                throw new IOException(
                        "Kubernetes does not accept our token (401). Is " + api.token() + " the right one?");
            case 403 ->
                throw new IOException("Kubernetes does not let us list and watch endpointslices (403). Give our service"
                        + " account a Role with list and watch for endpointslices of discovery.k8s.io.");
            default ->
                throw new IOException("Kubernetes answers " + answer.status() + ": "
                        + Tree.object(text).at("message").text("without a reason") + ".");
        }
    }

    private static IOException nonsense(String what) {
        return new IOException("Kubernetes answers a " + what + " with what is none.");
    }

    /** The server no longer knows the version. */
    private static final class Gone extends Exception {
        private static final long serialVersionUID = 1;

        Gone() {
            super("gone", null, false, false);
        }
    }
}
