package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrowawayFolderTest {
    @TempDir
    Path other;

    @Test
    void allThatIsInItGoesAndWhatLinksLeadToStays() throws IOException {
        Path kept = Files.writeString(other.resolve("kept"), "kept");
        ThrowawayFolder folder = ThrowawayFolder.named("hauberk-test");
        Path deep = Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(deep.resolve("file"), "gone");
        Files.createSymbolicLink(deep.resolve("link"), other);

        folder.close();
        folder.close();

        assertThat(folder.path()).doesNotExist();
        assertThat(kept).hasContent("kept");
    }
}
