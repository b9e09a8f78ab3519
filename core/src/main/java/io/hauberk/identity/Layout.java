package io.hauberk.identity;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Which files hold an identity, and how they are read. Compared by value. */
interface Layout {
    /** All of them, in the order in which {@link #read} wants their contents. */
    List<Path> files();

    /** The file that is named when something is wrong with our certificate. */
    Path main();

    /** What they hold, checked. */
    Material read(List<byte[]> contents, Instant now) throws BadMaterialException;
}
