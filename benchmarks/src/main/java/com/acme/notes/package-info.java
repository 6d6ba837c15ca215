/** The application that is measured. It knows nothing of any agent. */
@NullMarked
package com.acme.notes;

import org.jspecify.annotations.NullMarked;
