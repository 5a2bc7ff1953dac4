"""Suara: an SMS and WhatsApp bot through which village women are heard, and their unions run on what they say.

The floors, from the top; an import goes down, never up and never sideways between modules on one line:

    app
    web | cli | scheduler | worker          doors: translate, call one service, translate back
    bootstrap                               reads environment and word files, picks the parts
    services                                one use case a file, one transaction a call
    storage | channels | survey_files       the outside: database, wires, files
    --------------------------------------- no IO, no clock, no randomness below
    wording                                 meanings to words
    conversation | analysis                 the engine; tallies and the hiding of small groups
    understanding                           text to value
    survey                                  what a survey is
    message | segments | settings           values
    phone | times

Glossary: putaran = round, serikat = union, anggota = member, pengurus = the people who run a union, pengaduan = complaint,
janji = commitment, rencana tindak lanjut (RTL) = action item, ringkasan = weekly summary. A *medium* is what she holds in her
hand (SMS, WhatsApp); a *channel* is who carries it for us (Twilio, the simulator).
"""
