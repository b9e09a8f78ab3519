/** Writing small JSON documents. Not for use outside of this module. */
@NullMarked
package io.hauberk.json;

import org.jspecify.annotations.NullMarked;
