"""Meanings become words here: by language, and by what her phone can show. Source texts are Indonesian."""
